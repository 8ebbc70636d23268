from django import forms
from django.shortcuts import get_object_or_404, redirect, render

from .models import Book, Order
from .stock import in_stock


class OrderForm(forms.ModelForm):
    class Meta:
        model = Order
        fields = ["name"]


def book_list(request):
    """Show the books."""
    return render(request, "book_list.html", {"books": Book.objects.all()})


def book_detail(request, pk):
    """Show a book, how many copies there are and who has ordered it; take an order."""
    book = get_object_or_404(Book, pk=pk)
    form = OrderForm(request.POST or None, instance=Order(book=book))
    if form.is_valid():
        form.save()
        return redirect("book_detail", pk)
    context = {"book": book, "form": form, "copies": in_stock(book.code)}
    return render(request, "book_detail.html", context)
