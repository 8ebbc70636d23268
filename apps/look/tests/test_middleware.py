import pytest


@pytest.mark.parametrize("address", ["/forum/search/?q=a%00b", "/members/a%00b/"])
def test_address_with_nul_is_refused(client, address):
    assert client.get(address).status_code == 400
