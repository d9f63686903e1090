/* compare_point.c - the words of a point in time and stage. */
#include "base/arena.h"
#include "base/err.h"
#include "plan/compare.h"
#include "sql_plan.h"
#include "store/store.h"

static const char expected[] =
    "requested analyst suitability permsec governor tabled committee amended enacted now "
    "YYYY-MM-DD R00001 v1; STAGE@YYYY-MM-DD; YEAR/...; version:YEAR-0/1";

static bool refuse(struct str word, struct err *e)
{
    FAIL(e, ERR_BAD_CHOICE);
    err_arg(e, "field", V(STR("from, to")));
    err_arg(e, "value", V(word));
    err_arg(e, "expected", V(str_from(expected)));
    return false;
}

/* The last millisecond of a day of the city. */
static int64_t day_end_ms(struct date d)
{
    int64_t noon = 0, step = INT64_C(86400000);
    int32_t days = date_days_between(date_of_ms(0), d);

    /* 1970-01-01 00:00 UTC is in the city's 1970-01-01, whose end is found from the clock's own rule */
    while (date_cmp(date_of_ms(noon), DATE(19700101)) == 0 && noon < step) {
        noon += INT64_C(3600000);
    }
    return noon + (int64_t)days * step - 1;
}

static bool take_day(struct str word, struct compare_point *ret, struct err *e)
{
    struct date d;

    if (!date_parse_iso(word, &d, e) && !date_parse_th(word, &d, e)) {
        return false;
    }
    ret->until_ms = day_end_ms(d);
    return true;
}

struct run_seen {
    int64_t change_id;
    struct when made_at;
};

static bool take_run(struct db *db, struct arena *a, struct str code, struct compare_point *ret,
                     struct err *e)
{
    static const struct field fields[] = {COL(struct run_seen, change_id),
                                          COL(struct run_seen, made_at)};
    static const struct row_type type = ROW_TYPE(struct run_seen, fields);
    struct run_seen run;
    bool found;

    if (!db_find(db, a, &Q_COMPARE_RUN, ARGS(V(ret->year), V(code)), &type, &run, &found, e)) {
        return false;
    }
    if (!found) {
        FAIL(e, ERR_NOT_FOUND);
        err_arg(e, "what", V(code));
        return false;
    }
    ret->change = run.change_id;
    ret->until_ms = run.made_at.ms;
    return true;
}

static bool number_of(struct str digits, int64_t *ret)
{
    int64_t n = 0;

    for (size_t i = 0; i < digits.n; i++) {
        if (digits.p[i] < '0' || digits.p[i] > '9' || i > 8) {
            return false;
        }
        n = 10 * n + (digits.p[i] - '0');
    }
    *ret = n;
    return digits.n > 0 && n > 0;
}

static bool take_year(struct str *word, struct compare_point *ret, struct err *e)
{
    size_t slash = str_find(*word, STR("/"), 0);
    int32_t year;

    if (slash != 4 || slash == word->n) {
        return true; /* days as people write them have strokes elsewhere */
    }
    if (!fy_parse(str_slice(*word, 0, slash), &year, e)) {
        return false;
    }
    ret->year = year;
    *word = str_slice(*word, slash + 1, word->n);
    return true;
}

/* ---- versions of a bill ---- */

struct version_seen {
    int64_t id, no, change_id;
    struct str kind;
};
static const struct field version_fields[] = {
    COL(struct version_seen, id), COL(struct version_seen, no),
    COL(struct version_seen, change_id), COL(struct version_seen, kind)};
static const struct row_type version_type = ROW_TYPE(struct version_seen, version_fields);

/* "2566-0/2" */
static bool split_version(struct str rest, struct compare_point *p, struct str *ret_which)
{
    size_t dash = str_find(rest, STR("-"), 0), slash = str_find(rest, STR("/"), 0);
    struct str digits = str_slice(rest, dash + 1, slash);
    struct err no;
    int32_t year;

    if (slash >= rest.n || dash != 4 || !fy_parse(str_slice(rest, 0, dash), &year, &no) ||
        !(number_of(digits, &p->ordinance) || str_eq(digits, STR("0"))))
        return false;
    p->year = year;
    *ret_which = str_slice(rest, slash + 1, rest.n);
    return true;
}

static bool take_version(struct db *db, struct arena *a, struct str rest, struct compare_point *ret,
                         struct err *e)
{
    struct version_seen v;
    struct str which;
    int64_t no = 0;
    bool found;
    struct err none;

    if (!split_version(rest, ret, &which) ||
        (!number_of(which, &no) && !str_eq(which, STR("now")) &&
         (!stage_parse(which, &ret->stage, &none) || ret->stage < STAGE_TABLED)))
        return refuse(ret->word, e);
    if (!(no ? db_find(db, a, &Q_COMPARE_VERSION, ARGS(V(ret->year), V(ret->ordinance), V(no)),
                       &version_type, &v, &found, e)
             : db_find(db, a, &Q_COMPARE_TABLED, ARGS(V(ret->year), V(ret->ordinance)),
                       &version_type, &v, &found, e)))
        return false;
    if (!found) {
        FAIL(e, ERR_NOT_FOUND);
        err_arg(e, "what", V(ret->word));
        return false;
    }
    ret->bill_version = v.id;
    ret->bill_no = no;
    ret->bill_kind = v.kind;
    ret->change = no ? v.change_id : 0;
    return true;
}

bool compare_point_parse(struct db *db, struct arena *a, int64_t year, struct str word,
                         struct compare_point *ret, struct err *e)
{
    struct compare_point p = {.year = year, .stage = STAGE_ENACTED, .word = str_trim(word)};
    struct str rest = p.word, first;
    size_t at;
    struct err no;

    if (str_starts(rest, STR("version:"))) {
        if (!take_version(db, a, str_slice(rest, 8, rest.n), &p, e)) {
            return false;
        }
        *ret = p;
        return true;
    }
    if (!take_year(&rest, &p, e)) {
        return false;
    }
    at = str_find(rest, STR("@"), 0);
    first = str_slice(rest, 0, at);
    if (at < rest.n && !take_day(str_slice(rest, at + 1, rest.n), &p, e)) {
        return false;
    }
    if (str_eq(first, STR("now")) || stage_parse(first, &p.stage, &no)) {
        *ret = p;
        return true;
    }
    if (at < rest.n || first.n < 2) {
        return refuse(word, e);
    }
    if (first.p[0] == 'v' || first.p[0] == 'R') {
        bool ok = number_of(str_slice(first, 1, first.n), &p.version);

        if (!ok) {
            return refuse(word, e);
        }
        if (first.p[0] == 'R') {
            p.version = 0;
            ok = take_run(db, a, first, &p, e);
        }
        *ret = p;
        return ok;
    }
    if (!take_day(first, &p, &no)) {
        return refuse(word, e);
    }
    *ret = p;
    return true;
}

/* "ร่างฉบับที่ 2 (คณะกรรมการวิสามัญ)", "ร่าง ขณะนี้". */
static void put_bill(struct sbuf *b, const struct compare_point *p, enum lang lang)
{
    enum stage s = p->stage;
    struct err no;

    sbuf_add(b, tr(lang, p->bill_no ? TR("ร่างฉบับที่") : TR("ร่างในสภา")));
    if (p->ordinance)
        sbuf_printf(b, " (%lld)", (long long)p->ordinance);
    if (p->bill_no)
        sbuf_printf(b, " %lld", (long long)p->bill_no);
    sbuf_byte(b, ' ');
    if (p->bill_no && str_eq(p->bill_kind, STR("passed")))
        sbuf_add(b, tr(lang, TR("สภาเห็นชอบ")));
    else if (!p->bill_no && str_ends(p->word, STR("/now")))
        sbuf_add(b, tr(lang, TR("ขณะนี้")));
    else
        sbuf_add(b, stage_label(!p->bill_no || stage_parse(p->bill_kind, &s, &no) ? s : p->stage, lang));
}

struct str compare_point_label(struct arena *a, const struct compare_point *p, int64_t year,
                               enum lang lang)
{
    struct sbuf b;

    sbuf_init(&b, a, 1024);
    if (p->bill_version) {
        put_bill(&b, p, lang);
    } else if (p->version) {
        sbuf_add(&b, tr(lang, TR("รุ่นที่")));
        sbuf_printf(&b, " %lld", (long long)p->version);
    } else if (p->change) {
        sbuf_add(&b, tr(lang, TR("ยอดที่การจัดสรรเห็น")));
        sbuf_byte(&b, ' ');
        sbuf_add(&b, p->word);
    } else if (p->stage == STAGE_ENACTED && !str_has(p->word, STR("enacted"))) {
        sbuf_add(&b, tr(lang, p->until_ms ? TR("ยอดล่าสุด") : TR("ขณะนี้")));
    } else {
        sbuf_add(&b, stage_label(p->stage, lang));
    }
    if (p->until_ms && !p->change && !p->bill_version) {
        sbuf_byte(&b, ' ');
        sbuf_add(&b, tr(lang, TR("ณ สิ้นวันที่")));
        sbuf_byte(&b, ' ');
        date_put(&b, date_of_ms(p->until_ms), DATE_SHORT, lang);
    }
    if (p->year != year) {
        sbuf_byte(&b, ' ');
        sbuf_add(&b, tr(lang, TR("ปีงบประมาณ พ.ศ.")));
        sbuf_printf(&b, " %lld", (long long)p->year);
    }
    return sbuf_str(&b);
}
