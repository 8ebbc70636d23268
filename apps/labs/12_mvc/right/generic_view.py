"""Django with a generic view of its own, and the model's rule in its clean."""

EDITS = [
    (
        "by_django.py",
        "from django.shortcuts import redirect, render\n",
        "from django.urls import reverse_lazy\n"
        "from django.views.generic import CreateView\n",
    ),
    (
        "by_django.py",
        '''def book(request):
    """Show the entries, and take one."""
    form = EntryForm(request.POST or None)
    if form.is_valid():
        form.save()
        # To be asked for by GET: reloading that page sends nothing a second time.
        return redirect("book")
    status = 400 if request.method == "POST" else 200
    words = {"way": "Django", "form": form, "entries": Entry.objects.all()}
    return render(request, "page_django.html", words, status=status)
''',
        """class Book(CreateView):
    form_class = EntryForm
    template_name = "page_django.html"
    success_url = reverse_lazy("book")

    def get_context_data(self, **kwargs):
        more = {"way": "Django", "entries": Entry.objects.all()}
        return super().get_context_data(**kwargs) | more

    def form_invalid(self, form):
        response = super().form_invalid(form)
        response.status_code = 400
        return response


book = Book.as_view()
""",
    ),
]
