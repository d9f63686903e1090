/* document.c - pbis document KIND. */
#include "cli/document.h"

#include "base/arena.h"
#include "base/date.h"
#include "base/err.h"
#include "base/exact.h"
#include "base/lang.h"
#include "base/money.h"
#include "city/actor.h"
#include "cli/groups.h"
#include "document/document.h"
#include "document/issue.h"
#include "store/store.h"

/* "out.pdf: 612 pages, 20,112 lines, 71 agencies, 78,997,000,000.00 baht". */
static void say(struct app *app, const char *path, const struct document_result *r)
{
    const struct {
        int64_t n;
        const char *th;
    } part[] = {{r->pages, TR("หน้า")}, {r->agencies, TR("หน่วยงาน")}, {r->lines, TR("รายการ")}};
    struct sbuf b;

    sbuf_init(&b, app->a, SBUF_NO_LIMIT);
    sbuf_add(&b, str_from(path));
    SB_LIT(&b, ": ");
    for (size_t i = 0; i < ARRAY_LEN(part); i++) {
        if (part[i].n == 0) /* a workbook has no pages */
            continue;
        money_put(&b, BAHT(part[i].n), MONEY_WHOLE);
        SB_LIT(&b, " ");
        sbuf_add(&b, tr(app->lang, part[i].th));
        SB_LIT(&b, ", ");
    }
    money_put(&b, r->total, MONEY_COMMAS);
    SB_LIT(&b, " ");
    sbuf_add(&b, tr(app->lang, TR("บาท")));
    SB_LIT(&b, "\n");
    out(sbuf_str(&b));
}

static bool bad_choice(const char *field, struct str value, const char *expected, struct err *e)
{
    FAIL(e, ERR_BAD_CHOICE);
    err_arg(e, "field", V(str_from(field)));
    err_arg(e, "value", V(value));
    err_arg(e, "expected", V(str_from(expected)));
    return false;
}

/* The format that the file's ending names. */
static bool format_of(struct str path, struct str *ret, struct err *e)
{
    static const char *const formats[] = {"pdf", "docx", "xlsx"};

    for (size_t i = 0; i < ARRAY_LEN(formats); i++) {
        *ret = str_from(formats[i]);
        if (str_ends(path, *ret) && path.n > ret->n && path.p[path.n - ret->n - 1] == '.') {
            return true;
        }
    }
    return bad_choice("--out", path, ".pdf, .docx, .xlsx", e);
}

/* "RQ-2566-11000000-1  7K3M-9QWX-2F5H  version 1": what stands in the register. */
static void say_issued(struct app *app, const struct document_issued *d)
{
    out(str_format(app->a, "%.*s  %.*s  %.*s %lld%s%.*s\n", STR_FMT(d->row.number),
                   STR_FMT(d->row.code), STR_FMT(tr(app->lang, TR("รุ่นที่"))),
                   (long long)d->row.version, d->row.draft ? "  " : "",
                   STR_FMT(d->row.draft ? tr(app->lang, TR("ฉบับร่าง")) : STR_NONE)));
}

/* What a speech, a report or a redline is of: "0", "0-1-now" (document/issue.h); of others --subject. */
static struct str subject_of(struct app *app, const struct args *p, struct str kind)
{
    const char *number = args_get(p, "ordinance"), *from = args_get(p, "from");
    const char *to = args_get(p, "to");

    if (args_get(p, "run")) {
        return str_from(args_get(p, "run"));
    }
    if (args_get(p, "subject")) {
        return str_from(args_get(p, "subject"));
    }
    if (str_eq(kind, STR("speech")) || str_eq(kind, STR("observations")) || str_eq(kind, STR("central-report"))) {
        return str_from(number ? number : "0");
    }
    if (str_eq(kind, STR("fiscal-statement"))) {
        return str_from(number ? number : "1");
    }
    return str_eq(kind, STR("redline")) ? str_format(app->a, "%s-%s-%s", number ? number : "0",
                                                     from ? from : "1", to ? to : "now")
                                        : STR_NONE;
}

/* An issued document: its kind with dashes, of an agency, a meeting or a bill. */
static int cmd_issue(struct app *app, const struct args *p, int32_t year, struct err *e)
{
    struct str word = str_from(args_word(p, 0));
    const char *path = args_get(p, "out");
    struct document_order o = {.kind = str_replace(app->a, word, STR("-"), STR("_")),
                               .agency = str_from(args_get(p, "agency")),
                               .meeting = str_from(args_get(p, "meeting")),
                               .subject = subject_of(app, p, word),
                               .year = year};
    const struct document_desk desk = {app->store, app->a, &app->who, app->now_ms};
    struct document_issued d;

    if (!format_of(str_from(path), &o.format, e) || !document_issue(&desk, &o, path, &d, e)) {
        return exit_of(e);
    }
    say(app, path, &d.result);
    say_issued(app, &d);
    return EXIT_DONE;
}

/* --ordinance: 0 = the annual one (the default), 1.. = supplementary. */
static bool ordinance_number(const struct args *p, int64_t *ret, struct err *e)
{
    const char *word = args_get(p, "ordinance");

    *ret = 0;
    if (!word) {
        return true;
    }
    if (!exact_parse_decimal(str_from(word), 0, ret) || *ret < 0 || *ret > 99) {
        return bad_choice("--ordinance", str_from(word), "0, 1, 2, ...", e);
    }
    return true;
}

static int cmd_volume(struct app *app, const struct args *p, struct err *e)
{
    struct document_result r;
    int code = cmd_document_volume(app, p, &r, e);

    if (code == EXIT_DONE)
        say(app, args_get(p, "out"), &r);
    return code;
}

int cmd_document(struct app *app, const struct args *p, struct err *e)
{
    struct str kind = str_from(args_word(p, 0));
    const char *path = args_get(p, "out");
    enum issued_kind issued;
    struct ordinance_of of;
    struct document_result r;
    struct db *db;
    int32_t year;
    struct err no;

    if (str_eq(kind, STR("check")))
        return cmd_document_check(app, p, e);
    if (!path) {
        FAIL(e, ERR_USAGE);
        err_arg(e, "why", V(STR("option --out is needed")));
        return EXIT_USAGE;
    }
    if (str_eq(kind, STR("set")))
        return cmd_document_set(app, p, e);
    if (str_eq(kind, STR("volume")))
        return cmd_volume(app, p, e);
    if (!args_year(p, &year, e)) {
        return exit_of(e);
    }
    if (issued_kind_of(app->a, str_replace(app->a, kind, STR("-"), STR("_")), &issued, &no)) {
        return cmd_issue(app, p, year, e);
    }
    if (!str_eq(kind, STR("ordinance"))) {
        (void)bad_choice("KIND", kind,
                         "ordinance, request, request-book, analyst-report, agenda, minutes, speech, "
                         "redline, fiscal-statement, set, volume, check, statement, "
                         "answer, observations, carry-list, central-report, action-plan, allocation", e);
        return EXIT_USAGE;
    }
    if (!ordinance_number(p, &of.number, e)) {
        return EXIT_USAGE;
    }
    of.year = year;
    of.today = date_of_ms(app->now_ms);
    if (!actor_check_city(&app->who, PERM_DOCUMENT, e) || !store_reader(app->store, &db, e) ||
        !document_ordinance_of(db, app->a, of, path, &r, e)) {
        return exit_of(e);
    }
    say(app, path, &r);
    return EXIT_DONE;
}

static const struct option document_options[] = {
    {"year", "Y", false},
    {"out", "FILE", false},
    {"agency", "CODE", false},
    {"meeting", "CODE", false},
    {"ordinance", "N", false},
    {"from", "VERSION", false},
    {"to", "VERSION", false},
    {"number", "N", false},
    {"all", NULL, false},
    {"subject", "CODE", false},
    {"run", "CODE", false},
};

static const struct command commands[] = {
    {.name = "document",
     .usage = "ordinance|request|request-book|analyst-report|agenda|minutes|speech|redline|fiscal-statement|set|volume|check [DIR]|"
              "statement|answer|observations|carry-list|central-report|action-plan",
     .words_min = 1,
     .words_max = 2,
     .bare = "check",
     .options = document_options,
     .noptions = ARRAY_LEN(document_options),
     .store = STORE_READY,
     .run = cmd_document,
     COMMAND("พิมพ์เอกสารงบประมาณเป็น PDF, DOCX หรือ XLSX",
             "Print a budget document as PDF, DOCX or XLSX")},
};
const struct command_group cli_document_commands = {commands, ARRAY_LEN(commands)};
