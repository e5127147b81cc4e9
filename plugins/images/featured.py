"""Featured images: for every entry the picture that stands for it, made once and kept."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial

from plugins.images.cache import Record
from plugins.images.cards import CardLook, CardText
from plugins.images.choices import Choice, Chosen, Origin, choose_image
from plugins.images.derivatives import PHOTO, SHARE, TEXTLESS_SIZES, Treatment
from plugins.images.fonts import describe_missing
from plugins.images.jobs import CardJob, DeriveJob, Job, SizeJob, make_missing, plan_derivatives, plan_size
from plugins.images.looks import find_look
from plugins.images.outputs import (
    OutputFile,
    SiteFile,
    join_picture,
    list_files,
    make_sized,
    plain_name,
)
from plugins.images.pictures import PictureError
from plugins.images.renditions import THUMB
from plugins.images.rules import Rule
from plugins.images.sources import Finder
from plugins.images.styles import Style
from plugins.images.treatments import read_treatment
from plugins.images.workshop import ImageSettings, Workshop
from plugins.shared.category_colors import color_by_name
from plugins.shared.entry import Entry, FeaturedImage, Kind, Picture, SourcePath
from plugins.shared.problems import Problem, note, warning

# Where the author says what an entry is about.
_DESCRIBING = ("description", "excerpt", "summary")
_MONTHS = "January February March April May June July August September October November December".split()


@dataclass(frozen=True, slots=True)
class Featured:
    """Everything found out about the pictures of one entry.

    *files* are to be written. *looked_at* are all files whose being there, or not, made it so.
    """

    source: SourcePath
    image: FeaturedImage | None
    drawing: Picture | None = None
    poster: Picture | None = None
    files: tuple[OutputFile, ...] = ()
    problems: tuple[Problem, ...] = ()
    choice: Choice | None = None
    missing_glyphs: tuple[str, ...] = ()
    contrast: float = 21.0
    is_cut: bool = False
    is_wide: bool = False
    looked_at: tuple[SourcePath, ...] = ()
    promised: Job | None = None
    """What is still to be done for some of the *files*."""
    shown: tuple[SourcePath, ...] = ()
    """The author's own files of all pictures."""


@dataclass(frozen=True, slots=True)
class _Plan:
    entry: Entry
    choice: Choice
    job: Job | None
    sizes: tuple[SizeJob, ...]
    problems: tuple[Problem, ...]
    looked_at: tuple[SourcePath, ...] = ()


def make_featured(entry: Entry, workshop: Workshop) -> Featured:
    """The pictures of one entry; whatever is wrong with its own, the last choice is a drawn card."""
    return make_all([entry], workshop)[0]


def make_all(entries: Iterable[Entry], workshop: Workshop, *, workers: int = 1) -> list[Featured]:
    """The pictures of *entries*, in their order.

    With more than one of *workers*, and many to be made, they are made in as many processes; the bytes are the same.
    """
    plans = [_plan(entry, workshop, {}) for entry in entries]
    records = make_missing([job for plan in plans for job in _jobs(plan)], workshop, workers)
    unfit: dict[SourcePath, str] = {}
    # A picture that turns out to be of no use makes way for the next in the order, which may be another such.
    while new := _find_unfit(plans, records, unfit):
        unfit |= new
        plans = [_plan(plan.entry, workshop, unfit) if _uses(plan, unfit) else plan for plan in plans]
        records |= make_missing([job for plan in plans for job in _jobs(plan)], workshop, workers)
    return [_finish(plan, records, workshop) for plan in plans]


def _jobs(plan: _Plan) -> Iterator[Job]:
    if plan.job:
        yield plan.job
    if photo := _photo_of(plan):
        yield photo
    yield from plan.sizes


def _photo_of(plan: _Plan) -> DeriveJob | None:
    """The picture that the card is drawn on, which listings and search engines see without its words."""
    return plan.job.photo if isinstance(plan.job, CardJob) else None


def _find_unfit(
    plans: Sequence[_Plan], records: Mapping[Job, Record], known: Mapping[SourcePath, str]
) -> dict[SourcePath, str]:
    """The files, with the reason, that were chosen and cannot be used."""
    return {
        plan.job.name: str(record.facts["failure"])
        for plan in plans
        if isinstance(plan.job, DeriveJob)
        and plan.job.name not in known
        and "failure" in (record := records[plan.job]).facts
    }


def _uses(plan: _Plan, unfit: Mapping[SourcePath, str]) -> bool:
    return isinstance(plan.job, DeriveJob) and plan.job.name in unfit


def _plan(entry: Entry, workshop: Workshop, unfit: Mapping[SourcePath, str]) -> _Plan:
    settings = workshop.settings
    find = Finder(workshop.content_path, workshop.cache, workshop.files)
    rules = settings.page_rules if entry.kind is Kind.PAGE else settings.rules
    look = partial(find_look, content_path=workshop.content_path, cache=workshop.cache)
    choice, problems = choose_image(entry, find, look, rules, unfit, has_text_pictures=settings.has_text_pictures)
    job, card_problems = _plan_job(entry, choice, workshop, find)
    sizes = []
    for chosen, is_drawing in ((choice.own, False), (choice.drawing, True), (choice.poster, False)):
        if chosen is None:
            continue
        treatment, wrong = read_treatment(entry, is_drawing=is_drawing, paper=settings.paper, dark=settings.dark)
        problems += [problem for problem in wrong if problem not in problems]
        # A film is played on black.
        sizes.append(plan_size(chosen.source, PHOTO if chosen is choice.poster else treatment, workshop))
    return _Plan(entry, choice, job, tuple(sizes), (*problems, *card_problems), tuple(find.looked_at))


def _plan_job(entry: Entry, choice: Choice, workshop: Workshop, find: Finder) -> tuple[Job | None, list[Problem]]:
    if choice.origin is Origin.NONE:
        return None, []
    if choice.picture is None:
        return _plan_card(entry, choice.rule, workshop, find)
    treatment, _ = read_treatment(entry, is_drawing=choice.origin is Origin.DOODLE, paper=workshop.settings.paper)
    # What is shared is always the light one, and lies on paper; a film is shown as it was taken.
    paper = "keep" if choice.origin is Origin.POSTER else treatment.paper.replace("transparent", "white")
    treatment = replace(treatment, paper=paper, has_dark=False)
    return plan_derivatives(choice.picture.source, treatment, workshop), []


def _plan_card(entry: Entry, rule: Rule | None, workshop: Workshop, find: Finder) -> tuple[CardJob, list[Problem]]:
    settings = workshop.settings
    category = entry.category.name if entry.category else ""
    # Without a category, the kind decides: so the cards of a kind belong together.
    color = (entry.category.color if entry.category else "") or color_by_name(category or entry.kind.value)
    label, background, name = category, "", settings.style
    photo, problems = None, list[Problem]()
    if rule:
        label = category if rule.label is None else rule.label
        color, background, name = rule.accent or color, rule.background, rule.style or name
        if "." in background:
            try:
                source = find(f"/{background.lstrip('/')}", entry.source)
                photo = plan_derivatives(source, Treatment(fit="fill"), workshop)
                name = rule.style or "photo"
            except PictureError as error:
                problems.append(warning("pelicanconf.py", 0, f"{rule.name}: {error}", sort="setting"))
            background = ""
    style = settings.styles.get(name, Style())
    # The first words of a text would have its card drawn again with every edit of them.
    description = entry.description if any(_is_written(entry, key) for key in _DESCRIBING) else ""
    text = CardText(entry.title, label, settings.site_name, _facts(entry, settings), description, entry.lang)
    return CardJob(text, CardLook(entry.kind, color, style, background), entry.url, photo), problems


def _is_written(entry: Entry, key: str) -> bool:
    value = entry.metadata.get(key)
    return isinstance(value, str) and bool(value.strip())


def _facts(entry: Entry, settings: ImageSettings) -> str:
    """The small words below the title: who, when, how long, as far as they are wanted and known."""
    found: list[str] = []
    authors = ", ".join(author.name for author in entry.authors)
    if "author" in settings.facts and authors and authors != settings.site_name:
        found.append(authors)
    if "date" in settings.facts and entry.date:
        day = entry.date
        # Names of months only in the language they are in.
        is_english = entry.lang.lower().startswith("en")
        found.append(f"{day.day} {_MONTHS[day.month - 1]} {day.year}" if is_english else f"{day:%Y-%m-%d}")
    if "reading_time" in settings.facts and entry.kind in (Kind.POST, Kind.NOTE):
        found.append(f"{entry.reading_minutes} min")
    return " · ".join(found)


def _finish(plan: _Plan, records: Mapping[Job, Record], workshop: Workshop) -> Featured:
    entry, choice = plan.entry, plan.choice
    problems = list(plan.problems)
    files: list[OutputFile] = []
    shown: dict[Origin, Picture | None] = {}
    for origin, chosen in ((Origin.OWN, choice.own), (Origin.DOODLE, choice.drawing), (Origin.POSTER, choice.poster)):
        shown[origin], used = _shown(chosen, plan, records, workshop)
        files += used
    chosen_alt = choice.picture.alt if choice.picture else ""
    image: FeaturedImage | None = None
    missing: tuple[str, ...] = ()
    contrast, is_cut, is_wide = 21.0, False, False
    if plan.job:
        record = records[plan.job]
        featured, color = _list_featured(plan, records)
        files += [file.output for file in featured]
        image = _featured_image(entry, choice, featured, color, chosen_alt)
        lead = shown.get(choice.origin) if choice.origin is not Origin.POSTER else None
        image = replace(image, lead=_lead(choice, lead, image.share))
        problems += _check_record(entry, record)
        if left := str(record.facts["left"]):
            image = replace(image, reason=f"{image.reason}, its paper left as it is: {left}")
            problems += _check_paper(entry, left, workshop.settings.paper)
        glyphs = record.facts["missing"]
        missing = tuple(str(cluster) for cluster in glyphs) if isinstance(glyphs, list) else ()
        contrast = float(str(record.facts["contrast"]))
        is_cut, is_wide = bool(record.facts["is_cut"]), bool(record.facts["is_wide"])
    return Featured(
        entry.source,
        image,
        shown[Origin.DOODLE],
        shown[Origin.POSTER],
        tuple(files),
        tuple(dict.fromkeys(problems)),
        choice,
        missing,
        contrast,
        is_cut,
        is_wide,
        plan.looked_at,
        plan.job if any(file.blob.is_promised for file in files) else None,
        tuple(sorted(_list_shown(plan))),
    )


def _list_shown(plan: _Plan) -> set[SourcePath]:
    """The files of the author that become pictures of the entry."""
    choice, job = plan.choice, plan.job.photo if isinstance(plan.job, CardJob) else plan.job
    found = {one.source.path for one in (choice.own, choice.drawing, choice.poster, choice.picture) if one}
    return found | {job.name} if job else found


def _shown(
    chosen: Chosen | None, plan: _Plan, records: Mapping[Job, Record], workshop: Workshop
) -> tuple[Picture | None, list[OutputFile]]:
    """The picture as a page shows it, and the files that takes."""
    if chosen is None:
        return None, []
    job = next(job for job in plan.sizes if job.name == chosen.source.path)
    return make_sized(chosen.source, chosen.alt, records[job], workshop)


def _list_featured(plan: _Plan, records: Mapping[Job, Record]) -> tuple[list[SiteFile], str]:
    """The share picture of an entry and those without words, and the colour of these; a drawn card is all there is.

    What is made of a picture is named by it, so that entries that show the same have one file of each.
    """
    files: list[SiteFile] = []
    if isinstance(plan.job, CardJob):
        files = list_files(records[plan.job], "cards", _plain_name(plan.entry))
    picture = plan.job if isinstance(plan.job, DeriveJob) else _photo_of(plan)
    if picture is None or "failure" in records[picture].facts:
        return files, ""
    name = plain_name(posixpath.splitext(posixpath.basename(picture.name))[0]) or plan.entry.kind.value
    made = list_files(records[picture], "shared", name)
    return [*files, *(file for file in made if not files or file.role != SHARE)], str(records[picture].facts["color"])


def _featured_image(entry: Entry, choice: Choice, files: Sequence[SiteFile], color: str, alt: str) -> FeaturedImage:
    share = next(file for file in files if file.role == SHARE)
    textless = tuple(
        Picture(file.output.url, file.width_px, file.height_px, alt or entry.title, file.mime)
        for file in files
        if file.role in TEXTLESS_SIZES
    )
    return FeaturedImage(
        choice.origin.value,
        Picture(share.output.url, share.width_px, share.height_px, alt or entry.title, share.mime),
        # Listings name the entry beside it, so the thumbnail is decoration unless the author said what it shows.
        join_picture(files, alt, color, THUMB) if textless else None,
        None,
        textless,
        "; ".join(choice.reasons),
    )


def _lead(choice: Choice, shown: Picture | None, share: Picture) -> Picture | None:
    """What the reader of the page sees above the text: nothing for a card, a poster or a picture of the text."""
    if choice.origin not in (Origin.OWN, Origin.DOODLE):
        return None
    # What cannot be shown in sizes, nor by browsers, is shown as it is shared.
    return shown or Picture(share.url, share.width_px, share.height_px, share.alt, share.mime)


def _plain_name(entry: Entry) -> str:
    return plain_name(entry.slug) or entry.kind.value


def _check_paper(entry: Entry, left: str, default: str) -> Iterator[Problem]:
    """A problem if white paper or none was asked for, and the drawing was *left* as it is."""
    treatment, _ = read_treatment(entry, is_drawing=True, paper=default)
    if treatment.paper in ("white", "transparent"):
        message = f"paper '{treatment.paper}' cannot be made: {left}; write 'paper: keep' if it is to stay so"
        yield warning(entry.source, entry.line_of("paper"), message, sort="picture")


def _check_record(entry: Entry, record: Record) -> Iterator[Problem]:
    if said := record.facts.get("note"):
        yield warning("pelicanconf.py", 0, f"IMAGE_RULES: {said}", sort="setting")
    if record.facts["is_cut"] and entry.has_title:
        message = f"the title of {len(entry.title)} characters is cut off on its card; make it shorter"
        yield warning(entry.source, entry.line_of("title"), message, sort="card")
    missing = record.facts["missing"]
    clusters = [str(cluster) for cluster in missing] if isinstance(missing, list) else []
    # Words that many cards share are told of once, by `check_labels`.
    if title_only := [cluster for cluster in clusters if cluster[0] in entry.title]:
        names = describe_missing(title_only)
        message = f"no font at hand has {names}, so the card is drawn without; name a font in CARD_FONTS"
        yield note(entry.source, entry.line_of("title"), message, sort="glyph")


def check_labels(featured: Iterable[Featured], entries: Iterable[Entry], settings: ImageSettings) -> Iterator[Problem]:
    """One problem each for what no font has of words that many cards share: the site's name, categories, authors."""
    shared = {cluster for one in featured for cluster in one.missing_glyphs}
    in_site = sorted(cluster for cluster in shared if cluster[0] in settings.site_name)
    if in_site:
        names = describe_missing(in_site)
        yield note(
            "pelicanconf.py", 0, f"no font at hand has {names} of SITENAME; name a font in CARD_FONTS", sort="glyph"
        )
    names_of_terms = dict.fromkeys(term.name for entry in entries for term in (*entry.categories[:1], *entry.authors))
    for name in names_of_terms:
        lacking = sorted(cluster for cluster in shared if cluster[0] in name)
        if lacking:
            found = describe_missing(lacking)
            yield note(
                "pelicanconf.py", 0, f"no font at hand has {found} of '{name}'; name a font in CARD_FONTS", sort="glyph"
            )
