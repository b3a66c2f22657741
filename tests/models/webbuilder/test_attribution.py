"""What campaigns earned, by source and medium."""

from decimal import Decimal

from tests.models.webbuilder.rows import Rows

READ = "SELECT source, medium, currency, conversions, value FROM webbuilder.conversion_sources"


async def test_conversions_are_summed_by_campaign_source_medium_and_currency(rows: Rows) -> None:
    owner = await rows.user()
    campaign, other = await rows.campaign(owner), await rows.campaign(owner)
    for source, medium, value, currency in [
        ("google", "cpc", "10.50", "USD"),
        ("google", "cpc", "4.25", "USD"),
        ("google", "cpc", "3", "EUR"),
        ("google", "mail", "1", "USD"),
        (None, "mail", "2", "USD"),
        ("", "mail", "5", "USD"),
        (None, None, "0", "USD"),
    ]:
        await rows.insert(
            "conversions",
            campaign_id=campaign,
            conversion_type="sale",
            source=source,
            medium=medium,
            value=Decimal(value),
            currency=currency,
        )
    await rows.insert("conversions", campaign_id=other, conversion_type="sale", source="google", medium="cpc")
    async with rows.acting("app", owner) as app:
        found = await app.fetch(f"{READ} WHERE campaign_id = $1", campaign)
        of_the_other = await app.fetch(f"{READ} WHERE campaign_id = $1", other)
    assert {tuple(row) for row in found} == {
        ("google", "cpc", "USD", 2, Decimal("14.75")),
        ("google", "cpc", "EUR", 1, Decimal(3)),
        ("google", "mail", "USD", 1, Decimal(1)),
        ("", "mail", "USD", 2, Decimal(7)),
        ("", "", "USD", 1, Decimal(0)),
    }
    assert [tuple(row) for row in of_the_other] == [("google", "cpc", "USD", 1, Decimal(0))]


async def test_sums_are_seen_by_whoever_sees_the_campaign_and_by_staff(rows: Rows) -> None:
    owner = await rows.user()
    campaign = await rows.campaign(owner)
    await rows.insert("conversions", campaign_id=campaign, conversion_type="sale", source="google")
    seen = {}
    for name, role, account in [
        ("owner", "app", owner),
        ("stranger", "app", await rows.user()),
        ("nobody", "app", None),
        ("staff", "admin", None),
    ]:
        async with rows.acting(role, account) as connection:
            seen[name] = len(await connection.fetch(f"{READ} WHERE campaign_id = $1", campaign))
    assert seen == {"owner": 1, "stranger": 0, "nobody": 0, "staff": 1}
