#include "plan/section.h"

#include "base/arena.h"
#include "base/err.h"
#include "city/agency.h"
#include "city/audit.h"
#include "plan/write.h"
#include "sql_plan.h"
#include "store/store.h"

static const struct field section_fields[] = {
    COL(struct section, id),
    COL(struct section, agency_id),
    COL(struct section, version),
    FIELD(struct section, code, FIELD_KEY, "รหัส", "Code"),
    FIELD(struct section, name_th, 0, "ฝ่ายหรือหน่วยงานย่อย", "Section (Thai)"),
    FIELD(struct section, name_en, 0, "ฝ่ายหรือหน่วยงานย่อย (อังกฤษ)", "Section"),
    FIELD(struct section, kind, 0, "ชนิด", "Kind"),
    FIELD(struct section, closed, 0, "ปิดแล้ว", "Closed"),
    FIELD(struct section, members, 0, "คน", "People"),
    FIELD(struct section, packages, 0, "ข้อเสนอที่อยู่กับฝ่าย", "Packages with it"),
};
const struct row_type section_type = ROW_TYPE(struct section, section_fields);

static const struct field section_person_fields[] = {
    COL(struct section_person, section_id),
    FIELD(struct section_person, section_code, 0, "รหัสฝ่าย", "Section"),
    FIELD(struct section_person, user_name, FIELD_KEY, "ผู้ใช้", "User"),
    FIELD(struct section_person, full_name, 0, "ชื่อ", "Name"),
};
const struct row_type section_person_type = ROW_TYPE(struct section_person, section_person_fields);

const struct place_step place_table[] = {
#define PLACE(event, from, to, perm, reason, th, en) {event, from, to, perm, reason, th, en},
#include "plan/review.def"
#undef PLACE
};
const size_t place_table_n = ARRAY_LEN(place_table);

/* ---- who sees what ---- */

struct sight_section {
    int64_t id, agency_id;
};
static const struct field sight_section_fields[] = {
    COL(struct sight_section, id),
    COL(struct sight_section, agency_id),
};
static const struct row_type sight_section_type =
    ROW_TYPE(struct sight_section, sight_section_fields);

bool sight_has(struct str sight, char kind, int64_t id)
{
    size_t at = 0, i;

    if (str_eq(sight, SIGHT_ALL)) {
        return true;
    }
    while (at + 2 < sight.n) {
        int64_t n = 0;

        at++; /* the comma */
        for (i = at + 1; i < sight.n && sight.p[i] != ','; i++) {
            n = n * 10 + (sight.p[i] - '0');
        }
        if (sight.p[at] == kind && n == id) {
            return true;
        }
        at = i;
    }
    return false;
}

static bool grants_here(const struct actor *who, enum perm p, int64_t agency_id)
{
    for (int64_t i = 0; i < who->grants; i++) {
        const struct grant *g = &who->grant[i];

        if (g->scope.kind == SCOPE_AGENCY && g->scope.id == agency_id &&
            (g->perms >> (unsigned)p & 1)) {
            return true;
        }
    }
    return false;
}

bool sight_of(struct db *db, struct arena *a, const struct actor *who, struct str *ret,
              struct err *e)
{
    const struct sight_section *s;
    struct rows rows = {0};
    struct sbuf b;
    bool agency = false;

    if (who->user_id == 0) {
        *ret = SIGHT_ALL;
        return true;
    }
    for (int64_t i = 0; i < who->grants; i++) {
        agency |= who->grant[i].scope.kind == SCOPE_AGENCY;
    }
    if (agency && !db_list(db, a, &Q_SIGHT_SECTIONS, ARGS(V(who->name), V(db_day(db))),
                           &sight_section_type, &rows, e)) {
        return false;
    }
    s = rows.p;
    sbuf_init(&b, a, 4096);
    for (int64_t i = 0; i < who->grants; i++) {
        int64_t id = who->grant[i].scope.id;
        bool member = false;

        if (who->grant[i].scope.kind != SCOPE_AGENCY) {
            continue;
        }
        for (size_t k = 0; k < rows.n; k++) {
            member |= s[k].agency_id == id;
        }
        sbuf_printf(&b, ",a%lld", (long long)id);
        if (grants_here(who, PERM_COLLECT, id) ||
            (!member && grants_here(who, PERM_REQUEST_WRITE, id))) {
            sbuf_printf(&b, ",c%lld", (long long)id);
        }
    }
    for (size_t k = 0; k < rows.n; k++) {
        if (actor_belongs(who,
                          s[k].agency_id)) { /* a membership that outlived the role is nothing */
            sbuf_printf(&b, ",s%lld", (long long)s[k].id);
        }
    }
    if (b.n) {
        sbuf_byte(&b, ',');
    }
    *ret = sbuf_str(&b);
    return true;
}

static bool not_there(struct str code, struct err *e)
{
    FAIL(e, ERR_NOT_FOUND);
    err_arg(e, "what", V(code));
    return false;
}

static bool check_seen(struct db *db, struct str sight, const struct package *p, struct err *e)
{
    int64_t n = 1;

    if ((str_eq(p->state, STR("DRAFT")) || str_eq(p->state, STR("WITHDRAWN"))) &&
        !db_int(db, &Q_PACKAGE_SEEN, ARGS(V(p->id), V(sight)), &n, e)) {
        return false;
    }
    return n == 1 || not_there(p->code, e);
}

bool package_see(struct db *db, struct arena *a, const struct actor *who, int64_t year,
                 struct str code, struct package *ret, struct err *e)
{
    struct package p;
    struct str sight;

    if (!package_get(db, a, year, code, &p, e) || !sight_of(db, a, who, &sight, e) ||
        !check_seen(db, sight, &p, e)) {
        return false;
    }
    *ret = p;
    return true;
}

static bool elsewhere(const struct package *p, struct str event, struct err *e)
{
    FAIL(e, ERR_PLACE);
    err_arg(e, "place", V(p->place));
    err_arg(e, "event", V(event));
    return false;
}

bool package_place_check(struct db *db, struct arena *a, const struct actor *who,
                         const struct package *p, struct err *e)
{
    struct str sight;

    if (who->user_id == 0) {
        return true;
    }
    if (!sight_of(db, a, who, &sight, e)) {
        return false;
    }
    if ((str_eq(p->place, STR("section")) && sight_has(sight, 's', p->section_id)) ||
        (str_eq(p->place, STR("collector")) && sight_has(sight, 'c', p->agency_id))) {
        return true; /* and so it is seen */
    }
    if (!check_seen(db, sight, p, e)) {
        return false;
    }
    if (str_eq(p->place, STR("section")) || str_eq(p->place, STR("collector")) ||
        str_eq(p->place, STR("director"))) {
        return elsewhere(p, STR("edit"), e);
    }
    return true;
}

bool section_of_maker(struct act *by, int64_t agency_id, int64_t asked, int64_t *ret_section,
                      struct err *e)
{
    struct rows rows;
    const struct sight_section *s;
    int64_t first = 0;

    *ret_section = 0;
    if (by->who->user_id == 0) {
        *ret_section = asked;
        return true;
    }
    if (!db_list(by->tx->db, by->a, &Q_SIGHT_SECTIONS, ARGS(V(by->who->name), V(by->today)),
                 &sight_section_type, &rows, e)) {
        return false;
    }
    s = rows.p;
    for (size_t i = 0; i < rows.n; i++) {
        if (s[i].agency_id == agency_id && (first == 0 || s[i].id == asked)) {
            first = s[i].id;
        }
    }
    if (!grants_here(by->who, PERM_COLLECT, agency_id) || (asked && asked == first)) {
        *ret_section = first;
    }
    return true;
}

/* ---- moves inside the agency ---- */

const struct place_step *place_find(struct str place, struct str event)
{
    for (size_t i = 0; i < place_table_n; i++) {
        if (str_eq(place, str_from(place_table[i].from)) &&
            str_eq(event, str_from(place_table[i].event))) {
            return &place_table[i];
        }
    }
    return NULL;
}

bool place_check(const struct actor *who, struct str sight, const struct place_step *s,
                 const struct package *p, struct err *e)
{
    struct str from = str_from(s->from);
    bool gathers = sight_has(sight, 'c', p->agency_id);

    if (!actor_check(who, s->perm, p->agency_id, p->division, e)) {
        return false;
    }
    if (str_eq(str_from(s->to), STR("section")) && p->section_id == 0) {
        return elsewhere(p, str_from(s->event), e); /* it never was with a section */
    }
    if ((str_eq(from, STR("section")) && !sight_has(sight, 's', p->section_id)) ||
        (str_eq(from, STR("collector")) && !gathers) ||
        (s->perm == PERM_REQUEST_WRITE && str_eq(from, STR("director")) && !gathers)) {
        return elsewhere(p, str_from(s->event), e);
    }
    return true;
}

bool section_staffed(struct db *db, int64_t section_id, bool *ret, struct err *e)
{
    int64_t n;

    if (!db_int(db, &Q_SECTION_STAFF, ARGS(V(section_id)), &n, e)) {
        return false;
    }
    *ret = n > 0;
    return true;
}

/* ---- sections ---- */

bool section_list(struct db *db, struct arena *a, int64_t year, int64_t agency_id, struct rows *ret,
                  struct err *e)
{
    return db_list(db, a, &Q_SECTION_LIST, ARGS(V(year), V(agency_id)), &section_type, ret, e);
}

bool section_people(struct db *db, struct arena *a, int64_t agency_id, struct rows *ret,
                    struct err *e)
{
    return db_list(db, a, &Q_SECTION_PEOPLE, ARGS(V(agency_id)), &section_person_type, ret, e);
}

static bool note_section(struct act *by, const struct agency *g, struct str code,
                         struct audit_note n, struct err *e)
{
    n.subject = str_format(by->a, "section:%.*s:%.*s", STR_FMT(g->code), STR_FMT(code));
    return audit_add(by, &n, e);
}

static bool check_collector(struct act *by, int64_t agency_id, struct agency *ret, struct err *e)
{
    return agency_by_id(by->tx->db, by->a, agency_id, ret, e) &&
           actor_check(by->who, PERM_COLLECT, ret->id, ret->division, e);
}

bool section_add(struct act *by, const struct section *s, int64_t *ret_id, struct err *e)
{
    struct str kind = s->kind.n ? s->kind : STR("section");
    struct agency g;
    struct rows made;

    if (!check_collector(by, s->agency_id, &g, e) || !check_text("code", s->code, true, 20, e) ||
        !check_text("name", s->name_th, true, 200, e) ||
        !check_text("name_en", s->name_en, false, 200, e)) {
        return false;
    }
    if (!str_eq(kind, STR("section")) && !str_eq(kind, STR("school")) &&
        !str_eq(kind, STR("centre"))) {
        FAIL(e, ERR_BAD_CHOICE);
        err_arg(e, "field", V(STR("kind")));
        err_arg(e, "value", V(kind));
        err_arg(e, "expected", V(STR("section school centre")));
        return false;
    }
    if (!db_list(by->tx->db, by->a, &Q_SECTION_INSERT,
                 ARGS(V(g.id), V(s->code), V(s->name_th), V(s->name_en), V(kind)), &id_row_type,
                 &made, e)) {
        return false;
    }
    if (made.n == 0) {
        FAIL(e, ERR_DUPLICATE);
        err_arg(e, "field", V(STR("code")));
        err_arg(e, "value", V(s->code));
        return false;
    }
    *ret_id = ((const struct id_row *)made.p)->id;
    return note_section(by, &g, s->code,
                        (struct audit_note){.action = STR("section.add"), .new_value = s->name_th},
                        e);
}

static bool find_section(struct act *by, int64_t agency_id, struct str code, int64_t *ret,
                         struct err *e)
{
    struct id_row row;
    bool found;

    if (!db_find(by->tx->db, by->a, &Q_SECTION_FIND, ARGS(V(agency_id), V(code)), &id_row_type,
                 &row, &found, e)) {
        return false;
    }
    *ret = found ? row.id : 0;
    return found || not_there(code, e);
}

bool section_member(struct act *by, int64_t agency_id, struct str section_code,
                    struct str user_name, bool in, struct err *e)
{
    struct agency g;
    bool staffed;
    int64_t id, n, rows;

    if (!check_collector(by, agency_id, &g, e) ||
        !find_section(by, agency_id, section_code, &id, e) ||
        !db_int(by->tx->db, &Q_SECTION_PERSON_OF_AGENCY, ARGS(V(user_name), V(agency_id)), &n, e)) {
        return false;
    }
    if (n == 0 && in) {
        return not_there(user_name, e);
    }
    return db_exec(by->tx->db, in ? &Q_SECTION_MEMBER_IN : &Q_SECTION_MEMBER_OUT,
                   ARGS(V(id), V(user_name)), &rows, e) &&
           section_staffed(by->tx->db, id, &staffed, e) &&
           (staffed || db_exec(by->tx->db, &Q_SECTION_RELEASE, ARGS(V(id)), NULL, e)) &&
           (rows == 0 || note_section(by, &g, section_code,
                                      (struct audit_note){.action = in ? STR("section.join")
                                                                       : STR("section.leave"),
                                                          .new_value = user_name},
                                      e));
}

bool section_close(struct act *by, int64_t agency_id, struct str section_code, struct err *e)
{
    struct agency g;
    int64_t id, moved;

    return check_collector(by, agency_id, &g, e) &&
           find_section(by, agency_id, section_code, &id, e) &&
           db_exec(by->tx->db, &Q_SECTION_CLOSE, ARGS(V(id)), NULL, e) &&
           db_exec(by->tx->db, &Q_SECTION_RELEASE, ARGS(V(id)), &moved, e) &&
           note_section(by, &g, section_code,
                        (struct audit_note){.action = STR("section.close"),
                                            .new_value = str_format(by->a, "%lld packages moved",
                                                                    (long long)moved)},
                        e);
}
