from django.contrib.admin import AdminSite

from .roles import serves


class BackOffice(AdminSite):
    """Django's admin, opened to those whose role does not rest."""

    site_header = site_title = "Back office"
    index_title = "What would you like to look after?"

    def has_permission(self, request):
        """Open to who has a role, unless blocked or about to leave."""
        return super().has_permission(request) and serves(request.user)
