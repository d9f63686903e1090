/* record_take.c - the rows of a file of another system: kept once, and posted where that system is the book of record. */
#include "base/arena.h"
#include "base/err.h"
#include "base/lang.h"
#include "city/audit.h"
#include "execute/posting.h"
#include "execute/record.h"
#include "execute/record_int.h"
#include "sql_execute.h"
#include "store/store.h"

enum { BATCH = 1024 };

struct known_row {
    struct date on_date;
    int64_t agency_id;
    struct str output_code, group_code, fund_code;
    int64_t line_id;
    struct money amount;
    struct str ref, state;
};
static const struct field known_fields[] = {
    COL(struct known_row, on_date),    COL(struct known_row, agency_id), COL(struct known_row, output_code),
    COL(struct known_row, group_code), COL(struct known_row, fund_code), COL(struct known_row, line_id),
    COL(struct known_row, amount),     COL(struct known_row, ref),       COL(struct known_row, state),
};
static const struct row_type known_type = ROW_TYPE(struct known_row, known_fields);

/* ---- one document as an act of the ledger ---- */

static const char *act_of(enum record_kind k, bool back)
{
    switch (k) {
    case RECORD_ALLOTMENT:
        return "ALLOT";
    case RECORD_ORDERS:
        return back ? "DEOBLIGATE" : "OBLIGATE";
    case RECORD_PAYMENTS:
        return back ? "REFUND" : "DISBURSE";
    case RECORD_APPROPRIATION:
    case RECORD_KINDS:
        break;
    }
    return "TRANSFER";
}

struct str record_key(struct arena *a, const struct record_doc *d)
{
    return str_format(a, "%.*s:%.*s:%lld:%.*s%s%.*s", STR_FMT(d->system), STR_FMT(d->kind), (long long)d->year,
                      STR_FMT(d->doc), d->part.n ? ":" : "", STR_FMT(d->part));
}

void record_posting(struct arena *a, const struct record_doc *d, struct posting *ret)
{
    enum record_kind k = record_of_word(d->kind);
    bool back = d->amount.satang < 0;
    struct str type = str_from(act_of(k, back));

    *ret = (struct posting){.key = record_key(a, d),
                            .on = d->on_date,
                            .type = d->central ? STR("CENTRAL") : type,
                            .line_id = d->line_id,
                            .to_line_id = d->to_line_id,
                            .amount = back && k != RECORD_ALLOTMENT ? money_neg(d->amount) : d->amount,
                            .ref = k == RECORD_ORDERS && d->ref.n == 0 ? d->doc : d->ref,
                            .authority = d->authority,
                            .note = str_format(a, "%.*s %.*s", STR_FMT(d->doc), STR_FMT(d->file_code)),
                            .from_record = true};
}

/* ---- what is known already ---- */

static bool same(const struct known_row *k, const struct outside_row *r)
{
    return k->on_date.yyyymmdd == r->on.yyyymmdd && k->agency_id == r->agency_id &&
           str_eq(k->output_code, r->output_code) && str_eq(k->group_code, r->group_code) &&
           str_eq(k->fund_code, r->fund_code) && k->amount.satang == r->amount.satang && str_eq(k->ref, r->ref);
}

struct taking {
    const struct record_take *t;
    struct record_taken *ret;
    struct outside_done *done;
    bool posts;          /* the rows of this kind are posted */
    uint32_t *seen;      /* hash of the file's own documents: row + 1 */
    size_t seen_mask;
    struct str code;
};

static uint64_t hash_of(struct str doc, struct str part)
{
    uint64_t h = UINT64_C(2166136261);

    for (size_t i = 0; i < doc.n + part.n + 1; i++) {
        unsigned char c = i < doc.n ? (unsigned char)doc.p[i] : i == doc.n ? 0x1f : (unsigned char)part.p[i - doc.n - 1];

        h = (h ^ c) * UINT64_C(16777619) & UINT64_C(0xffffffff);
    }
    return h;
}

/* Was this document in the file before? Else notes it. */
static bool seen_before(struct taking *x, size_t i)
{
    const struct outside_row *row = x->t->row;
    size_t at = (size_t)hash_of(row[i].doc, row[i].part) & x->seen_mask;

    for (; x->seen[at]; at = (at + 1) & x->seen_mask) {
        const struct outside_row *r = &row[x->seen[at] - 1];

        if (str_eq(r->doc, row[i].doc) && str_eq(r->part, row[i].part))
            return true;
    }
    x->seen[at] = (uint32_t)i + 1;
    return false;
}

static void refuse_twice(struct arena *a, const struct outside_row *r, struct err *e)
{
    FAIL(e, ERR_DUPLICATE);
    err_arg(e, "field", V(STR("doc")));
    err_arg(e, "value", V(r->part.n ? str_format(a, "%.*s (%.*s)", STR_FMT(r->doc), STR_FMT(r->part)) : r->doc));
}

static bool look_up(struct act *by, struct taking *x, size_t i, struct err *e)
{
    const struct record_take *t = x->t;
    const struct outside_row *r = &t->row[i];
    struct outside_done *d = &x->done[i];
    struct arena_mark m = arena_mark(by->a);
    struct known_row k;
    bool found;

    if (seen_before(x, i)) {
        d->result = OUTSIDE_REFUSED;
        refuse_twice(by->a, r, &d->why);
        return true;
    }
    if (!db_find(by->tx->db, by->a, &Q_OUTSIDE_FIND,
                 ARGS(V(t->year), V(t->system), V(record_word(t->kind)), V(r->doc), V(r->part)), &known_type, &k, &found, e))
        return false;
    if (found && same(&k, r)) {
        d->result = OUTSIDE_KNOWN;
    } else if (found) {
        d->result = OUTSIDE_REFUSED;
        FAIL(&d->why, ERR_RECORD_CHANGED);
        err_arg(&d->why, "value", V(r->doc));
        err_arg(&d->why, "was", V(money_text(by->a, k.amount, MONEY_COMMAS)));
        err_arg(&d->why, "now", V(money_text(by->a, r->amount, MONEY_COMMAS)));
        return true;
    }
    arena_rewind(by->a, m);
    return true;
}

/* ---- posting ---- */

static struct record_doc doc_of(const struct taking *x, const struct outside_row *r)
{
    return (struct record_doc){.year = x->t->year,
                               .system = x->t->system,
                               .kind = record_word(x->t->kind),
                               .doc = r->doc,
                               .part = r->part,
                               .on_date = r->on,
                               .line_id = r->line_id,
                               .to_line_id = r->to_line_id,
                               .central = r->central,
                               .amount = r->amount,
                               .ref = r->ref,
                               .authority = r->authority,
                               .file_code = x->code};
}

/* Only the ordinance appropriates; what has no line cannot be posted. */
static bool is_posted(const struct taking *x, const struct outside_row *r)
{
    return x->posts && r->line_id && !r->follows && (x->t->kind != RECORD_APPROPRIATION || r->to_line_id);
}

static void take_result(struct taking *x, size_t i, const struct posting_result *p)
{
    struct outside_done *d = &x->done[i];

    if (p->result != POST_REFUSED) {
        d->posted = true;
        return;
    }
    d->why = p->err;
    if (x->t->keep && !x->t->row[i].to_line_id) /* a transfer comes again with its file */
        d->waiting = true;
    else
        d->result = OUTSIDE_REFUSED;
}

static bool post_chunk(struct act *by, struct taking *x, const size_t *at, size_t n, struct err *e)
{
    struct posting *p = ARENA_ARRAY(by->a, struct posting, n);
    struct posting_result *r = ARENA_ARRAY(by->a, struct posting_result, n);
    struct actor sys = actor_system();
    struct act as = *by;

    as.who = &sys;
    for (size_t i = 0; i < n; i++) {
        struct record_doc d = doc_of(x, &x->t->row[at[i]]);

        record_posting(by->a, &d, &p[i]);
    }
    if (!posting_batch(&as, p, n, false, r, e))
        return false;
    for (size_t i = 0; i < n; i++)
        take_result(x, at[i], &r[i]);
    return true;
}

static bool post_all(struct act *by, struct taking *x, struct err *e)
{
    size_t at[BATCH], n = 0;

    for (size_t i = 0; i < x->t->n; i++) {
        if (x->done[i].result == OUTSIDE_FRESH && is_posted(x, &x->t->row[i]))
            at[n++] = i;
        if (n == BATCH || (n > 0 && i + 1 == x->t->n)) {
            if (!post_chunk(by, x, at, n, e))
                return false;
            n = 0;
        }
    }
    for (size_t i = 1; i < x->t->n; i++) { /* both sides of a transfer, or none */
        if (x->t->row[i].follows && x->done[i].result == OUTSIDE_FRESH) {
            x->done[i].posted = x->done[i - 1].posted;
            x->done[i].waiting = x->done[i - 1].waiting;
            x->done[i].result = x->done[i - 1].result == OUTSIDE_REFUSED ? OUTSIDE_REFUSED : OUTSIDE_FRESH;
        }
    }
    return true;
}

/* ---- keeping ---- */

static bool keep_row(struct act *by, struct taking *x, struct db_bulk *b, int64_t file_id, size_t i, struct err *e)
{
    const struct outside_row *r = &x->t->row[i];
    const struct outside_done *d = &x->done[i];
    struct arena_mark m = arena_mark(by->a);
    struct record_doc doc = doc_of(x, r);
    struct str state = d->posted ? STR("posted") : d->waiting ? STR("waiting") : STR("compared");
    struct str key = d->posted && !r->follows ? record_key(by->a, &doc) : STR_NONE;
    struct str why = d->waiting ? err_text(by->a, &d->why, LANG_TH) : STR_NONE;
    bool ok = db_bulk_row(b,
                          ARGS(V(file_id), V(x->t->year), V(x->t->system), V(record_word(x->t->kind)), V(r->doc),
                               V(r->part), V(r->on), V(r->agency_id), V(r->output_code), V(r->group_code),
                               V(r->fund_code), V_ID(r->line_id), V(r->amount), V(r->ref), V(r->payee), V(state), V(key),
                               V(why)),
                          e);

    arena_rewind(by->a, m);
    return ok;
}

static bool keep_all(struct act *by, struct taking *x, int64_t file_id, struct err *e)
{
    struct db_bulk *b;

    if (!db_bulk_begin(by->tx, &Q_OUTSIDE_INSERT, &b, e))
        return false;
    for (size_t i = 0; i < x->t->n; i++) {
        if (x->done[i].result == OUTSIDE_FRESH && !keep_row(by, x, b, file_id, i, e))
            return false;
    }
    return db_bulk_end(b, NULL, e);
}

struct span {
    struct date first, last;
    struct money fresh;
};

static bool count_all(struct taking *x, struct span *s, struct err *e)
{
    struct record_taken *ret = x->ret;

    for (size_t i = 0; i < x->t->n; i++) {
        const struct outside_done *d = &x->done[i];
        const struct outside_row *r = &x->t->row[i];

        ret->refused += d->result == OUTSIDE_REFUSED;
        ret->known += d->result == OUTSIDE_KNOWN;
        ret->fresh += d->result == OUTSIDE_FRESH;
        ret->posted += d->posted && !r->follows;
        ret->waiting += d->waiting;
        if (d->result == OUTSIDE_REFUSED)
            continue;
        if (!money_try_add(ret->total, r->amount, &ret->total) ||
            (d->result == OUTSIDE_FRESH && !money_try_add(s->fresh, r->amount, &s->fresh))) {
            FAIL(e, ERR_AMOUNT_RANGE);
            err_arg(e, "value", V(r->doc));
            return false;
        }
        if (s->first.yyyymmdd == 0 || date_cmp(r->on, s->first) < 0)
            s->first = r->on;
        if (date_cmp(r->on, s->last) > 0)
            s->last = r->on;
    }
    return true;
}

static bool keep_file(struct act *by, struct taking *x, const struct span *s, int64_t *ret_id, struct err *e)
{
    const struct record_take *t = x->t;
    const struct record_taken *r = x->ret;

    return db_int(by->tx->db, &Q_RECORD_FILE_INSERT,
                  ARGS(V(x->code), V(t->year), V(t->system), V(record_word(t->kind)), V(t->sha256), V(t->filename),
                       V(t->rows_read), V(r->fresh), V(r->known), V(r->refused + t->refused), V(r->posted), V(r->waiting),
                       V(s->fresh), V(s->first), V(s->last), V(by->who->name), V(by->now_ms)),
                  ret_id, e);
}

static bool begin(struct act *by, struct taking *x, struct err *e)
{
    struct record_year y;
    size_t room = 16;
    int64_t number;

    while (room < x->t->n * 2 + 2)
        room *= 2;
    x->seen = ARENA_ARRAY(by->a, uint32_t, room);
    x->seen_mask = room - 1;
    x->done = ARENA_ARRAY(by->a, struct outside_done, x->t->n);
    if (!record_year_get(by->tx->db, by->a, x->t->year, &y, e) ||
        !db_int(by->tx->db, &Q_RECORD_FILE_NEXT, ARGS(V(x->t->year)), &number, e))
        return false;
    x->posts = str_eq(y.system[x->t->kind], x->t->system);
    x->code = str_format(by->a, "R-%lld-%05lld", (long long)x->t->year, (long long)number);
    return true;
}

bool record_take(struct act *by, const struct record_take *t, struct record_taken *ret, struct err *e)
{
    struct audit_note note = {.action = STR("record.import"), .year = t->year};
    struct taking x = {.t = t, .ret = ret};
    struct span s = {DATE_NONE, DATE_NONE, MONEY_ZERO};
    int64_t id;

    *ret = (struct record_taken){.code = STR_NONE};
    if (!actor_check_city(by->who, PERM_RECONCILE, e) || !begin(by, &x, e))
        return false;
    for (size_t i = 0; i < t->n; i++) {
        if (!look_up(by, &x, i, e))
            return false;
    }
    if (!post_all(by, &x, e) || !count_all(&x, &s, e))
        return false;
    ret->done = x.done;
    if (ret->fresh == 0)
        return true;
    ret->code = x.code;
    note.subject = str_format(by->a, "record:%.*s", STR_FMT(x.code));
    note.new_value = str_format(by->a, "%.*s %.*s: %lld new, %lld posted, %lld waiting, %.*s", STR_FMT(t->system),
                                STR_FMT(record_word(t->kind)), (long long)ret->fresh, (long long)ret->posted,
                                (long long)ret->waiting, STR_FMT(money_text(by->a, s.fresh, MONEY_PLAIN)));
    return keep_file(by, &x, &s, &id, e) && keep_all(by, &x, id, e) && audit_add(by, &note, e);
}

/* ---- what the ledger refused, again ---- */

static const struct field doc_fields[] = {
    COL(struct record_doc, id),      COL(struct record_doc, system), COL(struct record_doc, kind),
    COL(struct record_doc, doc),     COL(struct record_doc, part),   COL(struct record_doc, on_date),
    COL(struct record_doc, line_id), COL(struct record_doc, amount), COL(struct record_doc, ref),
    COL(struct record_doc, file_code),
};
const struct row_type record_doc_type = ROW_TYPE(struct record_doc, doc_fields);

static bool note_results(struct act *by, const struct record_doc *d, const struct posting *p,
                         const struct posting_result *r, size_t n, struct err *e)
{
    for (size_t i = 0; i < n; i++) {
        if (r[i].result == POST_REFUSED
                ? !db_exec(by->tx->db, &Q_OUTSIDE_WHY, ARGS(V(d[i].id), V(err_text(by->a, &r[i].err, LANG_TH))), NULL, e)
                : !db_exec(by->tx->db, &Q_OUTSIDE_POSTED, ARGS(V(d[i].id), V(p[i].key)), NULL, e))
            return false;
    }
    return true;
}

bool record_post_waiting(struct act *by, int64_t year, int64_t *ret_posted, int64_t *ret_left, struct err *e)
{
    struct audit_note note = {.action = STR("record.post"), .subject = STR("record:waiting"), .year = year};
    struct actor sys = actor_system();
    struct act as = *by;
    struct posting_result *r;
    struct record_doc *d;
    struct posting *p;
    struct rows rows;
    size_t n;

    *ret_posted = 0;
    if (!actor_check_city(by->who, PERM_RECONCILE, e) ||
        !db_list(by->tx->db, by->a, &Q_OUTSIDE_WAITING, ARGS(V(year)), &record_doc_type, &rows, e))
        return false;
    as.who = &sys;
    n = rows.n;
    d = ARENA_ARRAY(by->a, struct record_doc, n);
    p = ARENA_ARRAY(by->a, struct posting, n);
    r = ARENA_ARRAY(by->a, struct posting_result, n);
    for (size_t i = 0; i < n; i++) {
        d[i] = ((const struct record_doc *)rows.p)[i];
        d[i].year = year;
        record_posting(by->a, &d[i], &p[i]);
    }
    if (n > 0 && (!posting_batch(&as, p, n, false, r, e) || !note_results(by, d, p, r, n, e)))
        return false;
    for (size_t i = 0; i < n; i++)
        *ret_posted += r[i].result != POST_REFUSED;
    note.new_value = str_format(by->a, "%lld posted", (long long)*ret_posted);
    return db_int(by->tx->db, &Q_OUTSIDE_WAITING_COUNT, ARGS(V(year)), ret_left, e) &&
           (*ret_posted == 0 || audit_add(by, &note, e));
}
