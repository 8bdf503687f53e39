"""The public addresses, which links in mails and on other sites rely on.

`config.urls` puts them behind the language prefix.
"""

from django.urls import path

from signatures.api import pages as api
from signatures.bodies import views as bodies
from signatures.figures import badge_views as badges
from signatures.figures import live
from signatures.figures import open_data_views as open_data
from signatures.figures import snapshot_views as snapshots
from signatures.figures import views as figures
from signatures.news import views as news
from signatures.sharing import embed_views as embedding
from signatures.sharing import views as shares
from signatures.signing import legal_views as legal
from signatures.signing import mailbox_views as mailbox
from signatures.signing import own_views as own
from signatures.signing import receipt_views as receipts
from signatures.signing import text_views as text
from signatures.signing import views as signing
from signatures.wall import views as wall

app_name = "signatures"

urlpatterns = [
    path("", signing.appeal_page, name="featured"),
    path("appeals/<slug:slug>/", signing.appeal_page, name="appeal"),
    path("appeals/<slug:slug>/sign/", signing.sign, name="sign"),
    path(
        "appeals/<slug:slug>/check-your-inbox/", signing.check_your_inbox, name="check_your_inbox"
    ),
    path("appeals/<slug:slug>/versions/", text.versions, name="versions"),
    path("appeals/<slug:slug>/sign-as-organisation/", bodies.sign_body, name="sign_body"),
    path("appeals/<slug:slug>/sign-as-organisation/sent/", bodies.body_sent, name="body_sent"),
    path("appeals/<slug:slug>/organisations/", bodies.bodies, name="bodies"),
    path("appeals/<slug:slug>/signatories/", wall.signatories, name="wall"),
    path("appeals/<slug:slug>/figure.json", live.figure_json, name="figure_json"),
    path("appeals/<slug:slug>/figures/", figures.figures_page, name="figures"),
    path("appeals/<slug:slug>/figures.json", figures.figures_json, name="figures_json"),
    path("appeals/<slug:slug>/figures.csv", figures.figures_csv, name="figures_csv"),
    path("appeals/<slug:slug>/figures.svg", figures.figures_svg, name="figures_svg"),
    path("appeals/<slug:slug>/figures/<slug:name>.svg", figures.chart_svg, name="chart_svg"),
    path("appeals/<slug:slug>/figures/<slug:name>.png", figures.chart_png, name="chart_png"),
    path(
        "appeals/<slug:slug>/figures/<slug:name>.<slug:ending>",
        figures.table_file,
        name="figures_table",
    ),
    path("appeals/<slug:slug>/open-data/", open_data.open_data, name="open_data"),
    path(
        "appeals/<slug:slug>/open-data/<slug:day>.zip",
        open_data.open_data_file,
        name="open_data_file",
    ),
    path("appeals/<slug:slug>/badge.svg", badges.badge, name="badge"),
    path("appeals/<slug:slug>/badges/", badges.badges, name="badges"),
    path("appeals/<slug:slug>/snapshots/<str:code>/", snapshots.snapshot_page, name="snapshot"),
    path(
        "appeals/<slug:slug>/snapshots/<str:code>.json",
        snapshots.snapshot_json,
        name="snapshot_json",
    ),
    path("embargo/<str:token>/", snapshots.embargo, name="embargo"),
    path("appeals/<slug:slug>/share/", shares.share_page, name="share"),
    path("appeals/<slug:slug>/share/<slug:shape>.png", shares.picture, name="picture"),
    path("appeals/<slug:slug>/feed.atom", shares.feed, name="feed"),
    path("appeals/<slug:slug>/embed/", embedding.embed, name="embed"),
    path("appeals/<slug:slug>/embed/code/", embedding.embed_code, name="embed_code"),
    path("portraits/<slug:name>.webp", wall.portrait, name="portrait"),
    path("api/", api.api_page, name="api"),
    path("proof/", signing.proof, name="proof"),
    # The address that the French reference recommends.
    path("accessibilite/", legal.accessibility, name="accessibility"),
    path("appeals/<slug:slug>/legal-notice/", legal.notice, name="legal_notice"),
    path("appeals/<slug:slug>/privacy/", legal.privacy, name="privacy"),
    path("appeals/<slug:slug>/how-we-count/", legal.counting, name="how_we_count"),
    path("appeals/<slug:slug>/accessibility/", legal.accessibility, name="appeal_accessibility"),
    path("confirm/", mailbox.confirm_code, name="confirm_code"),
    path("confirm/<str:token>/", mailbox.confirm_link, name="confirm"),
    path("confirm/<str:token>/receipt.txt", receipts.confirmed_text, name="receipt_text"),
    path("confirm/<str:token>/receipt.pdf", receipts.confirmed_pdf, name="receipt_pdf"),
    path("not-me/<str:token>/", mailbox.not_me, name="not_me"),
    path("news/stop/<str:token>/", news.stop_news, name="stop_news"),
    path("organisation-signature/", bodies.body_code, name="body_code"),
    path("organisation-signature/<str:token>/", bodies.body, name="body"),
    path("my-signature/", own.send_links, name="send_links"),
    path("my-signature/<str:token>/", own.my_signature_link, name="my_signature"),
    path("my-signature/<str:token>/receipt.txt", receipts.own_text, name="own_receipt_text"),
    path("my-signature/<str:token>/receipt.pdf", receipts.own_pdf, name="own_receipt_pdf"),
    path("my-signature/<str:token>/data.json", own.own_data_json, name="own_data_json"),
    path("my-signature/<str:token>/data.txt", own.own_data_text, name="own_data_text"),
]
