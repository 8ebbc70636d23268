from django.shortcuts import render

from .models import Board, Topic


def home(request):
    """Show what this place is, the newest topics and where to learn."""
    return render(request, "forum/home.html", {"topics": Topic.objects.none()})


def board_list(request):
    """Show the boards that the reader may open."""
    boards = Board.objects.open_to(request.user)
    return render(request, "forum/board_list.html", {"boards": boards})
