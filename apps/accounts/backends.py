from django.contrib.auth.backends import ModelBackend

from .models import User, fold


class NameOrEmailBackend(ModelBackend):
    """Sign in by username or by e-mail address, in any case of letters."""

    def authenticate(self, request, username=None, password=None, **kwargs):
        if not username or password is None:
            return None
        key = fold(username)
        # No username has an @, so no name is another person's address.
        field = "email_key" if "@" in key else "username_key"
        user = User.objects.filter(**{field: key}).first()
        if user is None:
            # Hash all the same: a quick "no" would tell that the name is unknown.
            User().set_password(password)
            return None
        # Who is blocked is known all the same: the form says why (LoginForm).
        if user.check_password(password) and super().user_can_authenticate(user):
            return user
        return None

    def user_can_authenticate(self, user):
        """Keep out who may not enter; asked at each request, so at once.

        A block that has ended by now keeps nobody out.
        """
        return super().user_can_authenticate(user) and not user.is_shut_out
