/* migrate.c - expands and applies migrations; the version gate. */
#include "migrate.h"

#include <ctype.h>
#include <string.h>

#include "dialect.h"
#include "driver.h"
#include "sql_store.h"
#include "store/chain.h"

/* ---- expansion ---- */

static bool is_word(char c)
{
    return isalnum((unsigned char)c) || c == '_';
}

/* End of the quoted text or comment that begins at i; i itself when none does. */
static size_t skip_quoted(struct str s, size_t i)
{
    char q = s.p[i];

    if (q == '-' && i + 1 < s.n && s.p[i + 1] == '-') {
        return str_find(s, STR("\n"), i);
    }
    if (q != '\'' && q != '"') {
        return i;
    }
    for (size_t k = i + 1; k < s.n; k++) {
        if (s.p[k] == q) {
            return k + 1;
        }
    }
    return s.n;
}

static bool put_type(struct sbuf *b, struct arena *a, struct str type, struct str column,
                     bool postgres, struct err *e)
{
    static const struct {
        const char *word;
        enum dialect text;
    } types[] = {
        {"id", D_TYPE_ID},     {"int", D_TYPE_INT},     {"money", D_TYPE_MONEY},
        {"time", D_TYPE_TIME}, {"date", D_TYPE_DATE},   {"flag", D_TYPE_FLAG},
        {"text", D_TYPE_TEXT}, {"bytes", D_TYPE_BYTES}, {"strict", D_TYPE_STRICT},
    };

    for (size_t i = 0; i < ARRAY_LEN(types); i++) {
        if (str_eq(type, str_from(types[i].word))) {
            struct str text = str_from(dialect_text(postgres, types[i].text));

            sbuf_add(b, str_replace(a, text, STR("{column}"), column));
            return true;
        }
    }
    FAIL(e, ERR_STORE);
    err_detail(e, "a migration has the unknown type word {%.*s}", STR_FMT(type));
    return false;
}

static bool expand_types(struct arena *a, struct str s, bool postgres, struct sbuf *b,
                         struct err *e)
{
    struct str word = STR_NONE;

    for (size_t i = 0; i < s.n;) {
        size_t end = skip_quoted(s, i);

        if (end > i) {
            sbuf_add(b, s.p[i] == '-' ? STR_NONE : str_slice(s, i, end));
            i = end;
        } else if (s.p[i] == '{') {
            end = str_find(s, STR("}"), i);
            if (!put_type(b, a, str_slice(s, i + 1, end), word, postgres, e)) {
                return false;
            }
            i = end + 1;
        } else if (is_word(s.p[i])) {
            for (end = i; end < s.n && is_word(s.p[end]); end++) {
            }
            word = str_slice(s, i, end);
            sbuf_add(b, word);
            i = end;
        } else {
            sbuf_byte(b, s.p[i++]);
        }
    }
    return true;
}

/* The words after `-- NAME:` at the beginning of a line, from *rest on; false when no more. */
static bool directive(struct str *rest, struct str name, struct str *ret_words)
{
    struct str line;

    while (str_split(rest, '\n', &line)) {
        line = str_trim(line);
        if (!str_starts(line, STR("--"))) {
            continue;
        }
        line = str_trim(str_slice(line, 2, line.n));
        if (str_starts(line, name)) {
            *ret_words = str_trim(str_slice(line, name.n, line.n));
            return true;
        }
    }
    return false;
}

/* Without the parts that are for the other store. */
static struct str own_part(struct arena *a, struct str sql, bool postgres)
{
    struct str line, words, other = postgres ? STR("sqlite") : STR("postgres");
    struct sbuf b;
    bool keep = true;

    sbuf_init(&b, a, SBUF_NO_LIMIT);
    while (str_split(&sql, '\n', &line)) {
        struct str one = line;

        if (directive(&one, STR("store:"), &words)) {
            keep = !str_eq(words, other);
        } else if (keep) {
            sbuf_add(&b, line);
            sbuf_byte(&b, '\n');
        }
    }
    return sbuf_str(&b);
}

bool migrate_expand(struct arena *a, struct str sql, bool postgres, struct str *ret, struct err *e)
{
    struct str rest = sql, words, table;
    struct sbuf b;

    sbuf_init(&b, a, SBUF_NO_LIMIT);
    if (!expand_types(a, own_part(a, sql, postgres), postgres, &b, e)) {
        return false;
    }
    sbuf_add(&b, STR(";\n"));
    while (directive(&rest, STR("append-only:"), &words)) {
        while (str_split(&words, ' ', &table)) {
            struct str text = str_from(dialect_text(postgres, D_APPEND_ONLY));

            if (table.n) {
                sbuf_add(&b, str_replace(a, text, STR("{table}"), table));
            }
        }
    }
    *ret = sbuf_str(&b);
    return true;
}

/* ---- what the store has ---- */

struct applied {
    int64_t version;
    struct str name;
    struct str sha256;
};
static const struct field applied_fields[] = {
    COL(struct applied, version),
    COL(struct applied, name),
    COL(struct applied, sha256),
};
static const struct row_type applied_type = ROW_TYPE(struct applied, applied_fields);

static bool script(struct db *db, struct arena *a, enum dialect d, struct err *e)
{
    return db_script(db, a, str_from(dialect_text(db->store->postgres, d)), NULL, NULL, e);
}

/* *ret: is there a schema_migration? A store with tables, but not this one, is somebody else's. */
static bool seen(struct db *db, struct arena *a, bool *ret, struct err *e)
{
    struct str *line = NULL, tables;
    size_t n = 0;

    if (!db_script(db, a, str_from(dialect_text(db->store->postgres, D_SCHEMA_SEEN)), &line, &n,
                   e)) {
        return false;
    }
    if (n != 1 || !str_split(&line[0], '\t', &tables)) {
        FAIL(e, ERR_STORE);
        err_detail(e, "the store's tables cannot be listed");
        return false;
    }
    *ret = str_eq(line[0], STR("1"));
    if (!*ret && !str_eq(tables, STR("0"))) {
        store_fail(db->store, ERR_STORE_FOREIGN, e);
        err_detail(e, "%.*s tables, none of them schema_migration", STR_FMT(tables));
        return false;
    }
    return true;
}

static void wrong_version(enum err_code code, int64_t found, int64_t known, struct err *e)
{
    FAIL(e, code);
    err_arg(e, "found", V(found));
    err_arg(e, "known", V(known));
}

/* Compares what was applied with the program; *ret_version is the store's. */
static bool compare(struct db *db, struct arena *a, int64_t *ret_version, struct err *e)
{
    const struct store_options *o = &db->store->opt;
    struct rows rows;
    const struct applied *r;
    int64_t found = 0, known = (int64_t)o->migrations_n;

    if (!db_list(db, a, &Q_SCHEMA_LIST, NO_ARGS, &applied_type, &rows, e)) {
        return false;
    }
    r = rows.p;
    found = rows.n ? r[rows.n - 1].version : 0;
    if (found > known) {
        wrong_version(ERR_STORE_NEWER, found, known, e);
        return false;
    }
    for (size_t i = 0; i < rows.n; i++) {
        if (r[i].version != (int64_t)i + 1 ||
            !str_eq(r[i].sha256, str_from(o->migrations[i].sha256))) {
            FAIL(e, ERR_MIGRATION_CHANGED);
            err_arg(e, "version", V(r[i].version));
            return false;
        }
    }
    *ret_version = found;
    return true;
}

static bool gate(struct db *db, struct arena *a, struct err *e)
{
    int64_t found, known = (int64_t)db->store->opt.migrations_n;
    bool ours;

    if (!seen(db, a, &ours, e)) {
        return false;
    }
    if (db->store->opt.mode == STORE_ANY_VERSION) {
        return true;
    }
    if (!ours) {
        store_fail(db->store, ERR_STORE_MISSING, e);
        return false;
    }
    if (!compare(db, a, &found, e)) {
        return false;
    }
    if (found < known) {
        wrong_version(ERR_STORE_OLDER, found, known, e);
        return false;
    }
    return true;
}

bool migrate_gate(struct store *s, struct err *e)
{
    struct arena *a = arena_new();
    struct db *db;
    bool ok = store_reader(s, &db, e) && gate(db, a, e);

    arena_free(a);
    return ok;
}

/* ---- applying ---- */

/* The first link of each chain: 32 zero bytes. */
static bool make_chains(struct db *db, struct err *e)
{
    static const uint8_t zero[SHA256_BYTES];
    struct bytes first = {zero, sizeof zero};

    for (int i = 0; i < CHAIN_COUNT; i++) {
        struct str name = str_from(chain_name((enum chain_id)i));

        if (!db_exec(db, &Q_CHAIN_MAKE, ARGS(V(name), V(first)), NULL, e)) {
            return false;
        }
    }
    return true;
}

static bool mark_version(struct db *db, struct arena *a, int version, struct err *e)
{
    struct str text = str_from(dialect_text(db->store->postgres, D_VERSION_MARK));

    text = str_replace(a, text, STR("{version}"), str_format(a, "%d", version));
    return db_script(db, a, text, NULL, NULL, e);
}

/* Inside the transaction: one migration, unless another process was quicker. */
static bool apply_inside(struct db *db, struct arena *a, const struct migration *m, int64_t now_ms,
                         bool rebuild, bool *ret_done, struct err *e)
{
    struct str sql, *line = NULL;
    struct value row[] = {V((int64_t)m->version), V(str_from(m->name)), V(str_from(m->sha256)),
                          V(now_ms)};
    int64_t found;
    size_t n = 0;

    if (!script(db, a, D_SCHEMA_TABLE, e) || !compare(db, a, &found, e)) {
        return false;
    }
    *ret_done = found < m->version;
    if (!*ret_done) {
        return true;
    }
    if (!migrate_expand(a, str_from(m->sql), db->store->postgres, &sql, e) ||
        !db_script(db, a, sql, NULL, NULL, e)) {
        return false;
    }
    if (str_has(str_from(m->sql), STR("CREATE TABLE chain_head")) && !make_chains(db, e)) {
        return false;
    }
    if (rebuild && !db_script(db, a, str_from(dialect_text(db->store->postgres, D_REBUILD_CHECK)),
                              &line, &n, e)) {
        return false;
    }
    if (n > 0) {
        FAIL(e, ERR_STORE);
        err_detail(e, "migration %d breaks %zu foreign keys, the first: %.*s", m->version, n,
                   STR_FMT(line[0]));
        return false;
    }
    return db_exec(db, &Q_SCHEMA_ADD, row, ARRAY_LEN(row), NULL, e) &&
           mark_version(db, a, m->version, e);
}

static bool apply(struct db *db, const struct migration *m, int64_t now_ms, bool *ret_done,
                  struct err *e)
{
    struct arena *a = arena_new();
    struct str rest = str_from(m->sql), words;
    bool rebuild = directive(&rest, STR("rebuild:"), &words);
    struct err ignored = {0};
    bool ok = !rebuild || script(db, a, D_REBUILD_BEGIN, e);

    if (ok) {
        ok = db_control(db, CTL_BEGIN_WRITE, e);
        if (ok) {
            ok = apply_inside(db, a, m, now_ms, rebuild, ret_done, e) &&
                 db_control(db, CTL_COMMIT, e);
            if (!ok && !db_control(db, CTL_ROLLBACK, &ignored)) {
                db->broken = true;
            }
        }
        if (rebuild && !script(db, a, D_REBUILD_END, ok ? e : &ignored)) {
            ok = false;
        }
    }
    arena_free(a);
    return ok;
}

static bool apply_all(struct db *db, struct arena *a, int64_t now_ms, int *ret_applied,
                      struct err *e)
{
    const struct store_options *o = &db->store->opt;
    int64_t found = 0;
    bool ours;

    if (!seen(db, a, &ours, e) || (ours && !compare(db, a, &found, e))) {
        return false;
    }
    for (size_t i = (size_t)found; i < o->migrations_n; i++) {
        bool now_done = false;

        if (!apply(db, &o->migrations[i], now_ms, &now_done, e)) {
            return false;
        }
        *ret_applied += now_done;
    }
    return true;
}

bool store_migrate(struct store *s, int64_t now_ms, int *ret_applied, struct err *e)
{
    struct arena *a;
    struct db *db;
    struct err ignored = {0};
    int applied = 0;
    bool ok;

    if (!db_open(s, DB_SCHEMA, &db, e)) {
        return false;
    }
    a = arena_new();
    ok = script(db, a, D_MIGRATE_LOCK, e);
    if (ok) {
        ok = apply_all(db, a, now_ms, &applied, e);
        /* Closing the connection lets go of the lock if this fails. */
        if (!script(db, a, D_MIGRATE_UNLOCK, &ignored)) {
            db->broken = true;
        }
    }
    arena_free(a);
    db_close(db);
    if (ok && ret_applied) {
        *ret_applied = applied;
    }
    return ok;
}
