from django.contrib import admin

from apps.accounts.models import User
from apps.accounts.roles import holders

from .models import Classroom
from .models.classroom import TEACH


@admin.register(Classroom)
class ClassroomAdmin(admin.ModelAdmin):
    """Classes, so that one whose teacher has left can be given to another.

    What its learners do is its teacher's business, and is not shown here.
    """

    list_display = ["name", "teacher", "made_at", "ended_at"]
    list_select_related = ["teacher"]
    search_fields = ["name"]
    fields = ["name", "teacher", "made_at", "ended_at"]
    readonly_fields = ["name", "made_at", "ended_at"]

    def formfield_for_foreignkey(self, field, request, **kwargs):
        if field.name == "teacher":
            kwargs["queryset"] = User.objects.filter(holders(TEACH))
        return super().formfield_for_foreignkey(field, request, **kwargs)

    def save_model(self, request, room, form, change):
        room.hand_over(room.teacher)

    def has_add_permission(self, request):
        return False

    def has_delete_permission(self, request, obj=None):
        return False
