/* document_set.c - pbis document set|volume|check: the set of documents, one book of it, the proof that it ties. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/lang.h"
#include "cli/document.h"
#include "document/tie.h"
#include "document/volume_set.h"
#include "store/store.h"

static bool number_option(const struct args *p, const char *name, int64_t *ret, struct err *e)
{
    const char *s = args_get(p, name);
    struct money m;

    if (!s)
        return true;
    if (!money_parse(str_from(s), &m, e) || m.satang % 100 != 0 || m.satang < 0) {
        FAIL(e, ERR_BAD_NUMBER);
        err_arg(e, "field", V(str_from(name)));
        err_arg(e, "value", V(str_from(s)));
        return false;
    }
    *ret = m.satang / 100;
    return true;
}

static struct str count(struct app *app, int64_t n)
{
    return money_text(app->a, BAHT(n), MONEY_WHOLE);
}

static void say_set(struct app *app, const struct volume_set_done *d)
{
    const struct {
        struct str n;
        const char *th;
    } part[] = {{count(app, d->books), TR("เล่ม")},
                {count(app, d->printed), TR("พิมพ์ใหม่")},
                {count(app, d->pages), TR("หน้า")},
                {count(app, d->ties), TR("จุดเทียบยอด")},
                {money_text(app->a, d->total, MONEY_COMMAS), TR("บาท")}};
    struct sbuf b;

    sbuf_init(&b, app->a, SBUF_NO_LIMIT);
    sbuf_printf(&b, "%.*s: ", STR_FMT(d->code));
    for (size_t i = 0; i < ARRAY_LEN(part); i++)
        sbuf_printf(&b, "%s%.*s %.*s", i ? ", " : "", STR_FMT(part[i].n),
                    STR_FMT(tr(app->lang, part[i].th)));
    SB_LIT(&b, "\n");
    out(sbuf_str(&b));
}

static bool make_folder(const char *path, struct err *e)
{
    if (mkdir(path, 0777) == 0 || errno == EEXIST)
        return true;
    FAIL(e, ERR_FILE_WRITE);
    err_arg(e, "path", V(str_from(path)));
    err_arg(e, "why", V(str_from(strerror(errno))));
    return false;
}

int cmd_document_set(struct app *app, const struct args *p, struct err *e)
{
    const struct document_desk desk = {app->store, app->a, &app->who, app->now_ms};
    struct volume_set_order o = {.folder = args_get(p, "out"), .all = args_has(p, "all")};
    struct volume_set_done d;
    int32_t year;

    if (!args_year(p, &year, e) || !number_option(p, "ordinance", &o.ordinance, e))
        return exit_of(e);
    o.year = year;
    if ((o.folder && !make_folder(o.folder, e)) || !volume_set_issue(&desk, &o, &d, e))
        return exit_of(e);
    say_set(app, &d);
    return EXIT_DONE;
}

int cmd_document_volume(struct app *app, const struct args *p, struct document_result *ret,
                        struct err *e)
{
    struct budget_of of = {.today = date_of_ms(app->now_ms)};
    const char *path = args_get(p, "out");
    int64_t number = 0;
    struct db *db;
    int32_t year;

    if (!args_year(p, &year, e) || !number_option(p, "ordinance", &of.ordinance, e) ||
        !number_option(p, "number", &number, e))
        return exit_of(e);
    of.year = year;
    if (!actor_check_city(&app->who, PERM_DOCUMENT, e) || !store_reader(app->store, &db, e) ||
        !volume_one(db, app->a, of, number, path, ret, e))
        return exit_of(e);
    return EXIT_DONE;
}

int cmd_document_check(struct app *app, const struct args *p, struct err *e)
{
    const char *folder = args_word(p, 1);
    struct tie_report t;

    if (!folder) {
        FAIL(e, ERR_USAGE);
        err_arg(e, "why", V(STR("document check DIR")));
        return EXIT_USAGE;
    }
    if (!tie_check_folder(app->a, folder, &t, e))
        return exit_of(e);
    for (size_t i = 0; i < t.faults; i++)
        out(str_format(app->a, "%.*s\n", STR_FMT(tie_fault_text(app->a, &t.fault[i], app->lang))));
    if (t.faults)
        return EXIT_REFUSED;
    out(str_format(app->a, "%.*s %.*s, %.*s %.*s, %.*s %.*s: %.*s\n",
                   STR_FMT(count(app, t.volumes)), STR_FMT(tr(app->lang, TR("เล่ม"))),
                   STR_FMT(count(app, t.figures)), STR_FMT(tr(app->lang, TR("ตัวเลขที่เทียบ"))),
                   STR_FMT(count(app, t.shared)), STR_FMT(tr(app->lang, TR("จุดที่พิมพ์หลายเล่ม"))),
                   STR_FMT(tr(app->lang, TR("ทุกเล่มตรงกัน")))));
    return EXIT_DONE;
}
