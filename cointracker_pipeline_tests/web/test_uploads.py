"""Each person's spreadsheets are listed for them alone."""

from hashlib import sha256

from cointracker_pipeline_tests.web.site import Site


def record(site: Site, person_id: int, name: str, accepted: int = 1, refused: int = 0) -> None:
    """Let a spreadsheet have been taken."""
    digest, now = sha256(name.encode()).hexdigest(), site.pipeline.clock()
    assert site.pipeline.registry.record_upload(name, digest, accepted, refused, "/nowhere", now, person_id)


def test_an_empty_list_says_what_to_do(site: Site) -> None:
    """Upload one."""
    assert 'href="/wallets/add#upload"' in site.operator().get("/uploads").text


def test_the_newest_come_first_fifty_at_a_time(site: Site) -> None:
    """With a link to the older ones, and back."""
    for number in range(60):
        record(site, 1, f"sheet-{number:02}.csv")
    browser = site.operator()
    page = browser.get("/uploads").text
    assert page.index("sheet-59") < page.index("sheet-10")
    assert "sheet-09" not in page
    older = page.split('href="/uploads?before=')[1].split('"')[0]
    last = browser.get(f"/uploads?before={older}").text
    assert "sheet-09" in last
    assert "sheet-10" not in last
    assert 'rel="next"' not in last


def test_a_list_is_its_persons_alone(site: Site) -> None:
    """What waits and what was taken; a file's name is text, whatever is in it."""
    person_id, browser = site.person("Ann")
    record(site, person_id, "<script>hers</script>.csv", 3, 2)
    site.pipeline.registry.expect_file("0a1b.csv", person_id, "waiting.csv", site.pipeline.clock())
    hers, ours = browser.get("/uploads").text, site.operator().get("/uploads").text
    assert "&lt;script&gt;hers" in hers
    assert "taken in part" in hers
    assert 'href="/uploads/0a1b.csv"' in hers
    assert "hers" not in ours
    assert "waiting.csv" not in ours
