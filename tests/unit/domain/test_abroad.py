"""Which addresses lie abroad, whole or masked."""

import pytest

from backend.domain.abroad import is_abroad


@pytest.mark.parametrize(
    ("address", "abroad"),
    [
        ("Room 1206, Building 3, No. 88 Youyi Road, Urumqi, Xinjiang", False),
        ("… Urumqi, Xinjiang", False),
        ("27 Binjiang Road, Hefei", False),
        ("Tower B, 99 Keji Road, Xi'an", False),
        ("12 King St W, Toronto, ON, Canada", True),
        ("… Toronto, ON, Canada", True),
        ("5 Beijing Road, Kuala Lumpur", True),
        ("18 Chengdu Street, Vancouver, Canada", True),
        ("Hunan House, 3 High Street, London, UK", True),
        ("美国纽约市第五大道1号", True),
        ("新疆伊宁市解放西路350号", False),
    ],
)
def test_an_address_is_abroad_by_its_place_alone(address: str, abroad: bool) -> None:
    assert is_abroad(address) is abroad
