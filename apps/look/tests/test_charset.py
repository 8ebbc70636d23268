import pytest

FORM = "multipart/form-data; boundary=x; charset="
# Half a character (a lone surrogate), as UTF-7 writes it: no database keeps it,
# and no page can show it again.
BODY = b'--x\r\nContent-Disposition: form-data; name="theme"\r\n\r\n+2AA-\r\n--x--\r\n'


class ReadUTF8OnlyTests:
    @pytest.mark.parametrize("charset", ["utf-7", "raw_unicode_escape", "latin-1"])
    def test_other_charset_is_refused(self, client, charset):
        posted = client.generic("POST", "/theme/", BODY, FORM + charset)
        asked = client.get("/theme/", CONTENT_TYPE=f"text/plain; charset={charset}")

        assert posted.status_code == 400
        assert asked.status_code == 400

    @pytest.mark.parametrize("charset", ["utf-8", "UTF8", "no-such-charset"])
    def test_utf8_in_any_spelling_is_read(self, client, charset):
        response = client.generic("POST", "/theme/", BODY, FORM + charset)

        assert response.status_code == 200
