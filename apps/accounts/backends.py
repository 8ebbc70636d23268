from axes.backends import AxesStandaloneBackend
from django.contrib.auth.backends import ModelBackend

from . import lockout
from .models import User, fold


class NameOrEmailBackend(AxesStandaloneBackend, ModelBackend):
    """Sign in by username or by e-mail address, in any case of letters."""

    def authenticate(self, request, username=None, password=None, **kwargs):
        if not username or password is None:
            return None
        if request is not None:
            # Refuses, by an exception that Django knows, who has tried too often.
            super().authenticate(request, username=username, password=password)
        key = fold(username)
        user = User.objects.keyed(key).first()
        is_resting = request is not None and lockout.is_resting(request, key, user)
        if user is None or is_resting:
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
