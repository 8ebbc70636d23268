#!/usr/bin/perl
# A form and its answer, as they were written in 1996, but for the escaping.
use strict;
use warnings;

my $input = $ENV{QUERY_STRING} || '';
if ($ENV{REQUEST_METHOD} eq 'POST') {
    # Not to the end of the input: so many bytes (RFC 3875, 4.2).
    read(STDIN, $input, $ENV{CONTENT_LENGTH} || 0);
}

my %field;
for my $pair (split /&/, $input) {
    my ($name, $value) = split /=/, $pair, 2;
    for ($name, $value) {
        $_ = '' unless defined;
        tr/+/ /;
        s/%([0-9A-Fa-f]{2})/chr hex $1/ge;
    }
    $field{$name} = $value;
}

my $who = defined $field{who} ? $field{who} : '';
my %escape = ('&' => '&amp;', '<' => '&lt;', '>' => '&gt;', '"' => '&quot;');
$who =~ s/([&<>"])/$escape{$1}/g;

# Lines of a header end with CR LF; a lone LF would do as well (RFC 3875, 7.2).
print "Content-Type: text/html; charset=utf-8\r\n\r\n";
print "<!doctype html>\n<title>A form</title>\n";
print $who ne '' ? "<p>Hello, $who.</p>\n" : "<p>Who are you?</p>\n";
print qq(<form method="post" action="$ENV{SCRIPT_NAME}">\n);
print qq(<input name="who" aria-label="Your name"> <button>Say it</button>\n</form>\n);
