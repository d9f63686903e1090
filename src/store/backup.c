/* backup.c - copies of a store, and restoring them. */
#include "backup.h"

#include <string.h>
#include <sys/stat.h>

#include <sqlite3.h>

#include "base/child.h"
#include "base/file.h"
#include "driver.h"

enum { OUTPUT_MAX = 1 << 20 };

/* ---- SQLite ---- */

static bool lite_fail(int rc, const char *path, enum err_code otherwise, struct err *e)
{
    struct str why = str_from(sqlite3_errstr(rc));

    switch (rc & 0xff) {
    case SQLITE_NOMEM:
        PANIC("out of memory in SQLite");
    case SQLITE_FULL:
        FAIL(e, ERR_STORE_FULL);
        break;
    case SQLITE_BUSY:
        FAIL(e, ERR_STORE_BUSY);
        break;
    case SQLITE_NOTADB:
    case SQLITE_CORRUPT:
        FAIL(e, ERR_STORE_FOREIGN);
        err_arg(e, "url", V(str_from(path)));
        break;
    default:
        FAIL(e, otherwise);
        if (otherwise != ERR_STORE) {
            err_arg(e, "path", V(str_from(path)));
            err_arg(e, "why", V(why));
        }
        break;
    }
    err_detail(e, "%s: %s (sqlite %d)", path, sqlite3_errstr(rc), rc);
    return false;
}

/* Runs `sql` and compares its first value; false with *e when it cannot be run. */
static bool says(sqlite3 *c, const char *path, const char *sql, const char *want, bool *ret,
                 struct err *e)
{
    sqlite3_stmt *st = NULL;
    int rc = sqlite3_prepare_v2(c, sql, -1, &st, NULL);

    if (rc == SQLITE_OK) {
        rc = sqlite3_step(st);
    }
    if (rc == SQLITE_ROW) {
        const char *text = (const char *)sqlite3_column_text(st, 0);

        *ret = text && strcmp(text, want) == 0;
    }
    sqlite3_finalize(st);
    return rc == SQLITE_ROW || lite_fail(rc, path, ERR_STORE, e);
}

/* All pages at once: one moment of the source, and no beginning again when somebody writes. */
static bool copy_pages(sqlite3 *from, sqlite3 *to, const char *path, struct err *e)
{
    sqlite3_backup *b = sqlite3_backup_init(to, "main", from, "main");
    int rc = SQLITE_ERROR;

    if (b) {
        rc = sqlite3_backup_step(b, -1);
        sqlite3_backup_finish(b);
    }
    if (rc != SQLITE_DONE) {
        return lite_fail(b ? rc : sqlite3_extended_errcode(to), path, ERR_STORE, e);
    }
    /* A file by itself, without a log beside it: it can be read from a medium that is read-only. */
    rc = sqlite3_exec(to, "PRAGMA journal_mode = DELETE", NULL, NULL, NULL);
    return rc == SQLITE_OK || lite_fail(rc, path, ERR_STORE, e);
}

/* Copies the store in the file `from` to the new file `to`, and checks the copy. */
static bool lite_copy(const char *from, const char *to, const char *named, struct err *e)
{
    sqlite3 *src = NULL, *dst = NULL;
    bool ours = false, whole = false, ok = false;
    int rc = sqlite3_open_v2(from, &src, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, NULL);

    if (rc != SQLITE_OK) {
        lite_fail(rc, from, ERR_FILE_OPEN, e);
    } else {
        sqlite3_busy_timeout(src, 10000);
        rc = sqlite3_open_v2(
            to, &dst, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX, NULL);
        if (rc != SQLITE_OK) {
            lite_fail(rc, named, ERR_FILE_WRITE, e);
        } else {
            ok = says(src, from, "PRAGMA application_id", "1346521427", &ours, e) &&
                 (!ours || copy_pages(src, dst, named, e)) &&
                 (!ours || says(dst, named, "PRAGMA integrity_check", "ok", &whole, e));
        }
    }
    sqlite3_close(dst);
    sqlite3_close(src);
    if (ok && !(ours && whole)) {
        FAIL(e, ERR_STORE_FOREIGN);
        err_arg(e, "url", V(str_from(from)));
        err_detail(e, ours ? "the copy is not whole" : "no PBIS store");
        ok = false;
    }
    return ok;
}

static bool same_file(const char *a, const char *b)
{
    struct stat x, y;

    return stat(a, &x) == 0 && stat(b, &y) == 0 && x.st_dev == y.st_dev && x.st_ino == y.st_ino;
}

static bool lite_backup(struct store *s, struct arena *a, const char *path, struct err *e)
{
    char *tmp;

    if (s->memory) {
        store_fail(s, ERR_STORE_URL, e);
        return false;
    }
    if (same_file(s->path, path)) { /* the copy would take the place of the store that is in use */
        FAIL(e, ERR_FILE_WRITE);
        err_arg(e, "path", V(str_from(path)));
        err_arg(e, "why", V(str_from(TR("เป็นคลังข้อมูลที่กำลังสำรอง"))));
        return false;
    }
    return file_stage(a, path, &tmp, e) && lite_copy(s->path, tmp, path, e) &&
           file_commit(tmp, path, e);
}

/* Is the version of the store at `url` one that this program can use or upgrade? */
static bool version_fits(struct str url, struct err *e)
{
    struct arena *own = arena_new();
    struct store_options o = {.url = url, .mode = STORE_MUST_EXIST};
    struct store *s;
    struct err why = {0};
    bool ok = store_open(own, &o, &s, &why) || why.code == ERR_STORE_OLDER;

    arena_free(own);
    if (!ok) {
        *e = why;
    }
    return ok;
}

/* A regular file that can be read; nothing is said about what it holds. */
static bool is_readable(struct arena *a, const char *path, struct err *e)
{
    struct str head;
    struct err why = {0};

    if (file_read(a, path, 16, &head, &why) || why.code == ERR_FILE_TOO_LARGE) {
        return true;
    }
    *e = why;
    return false;
}

static bool is_there(const char *path)
{
    struct stat st;

    return stat(path, &st) == 0 && st.st_size > 0;
}

static bool lite_restore(struct arena *a, const char *path, struct str url, struct err *e)
{
    const char *to = str_cstr(a, str_slice(url, strlen("sqlite:"), url.n));
    char *tmp;

    if (!is_readable(a, path, e)) {
        return false;
    }
    /* A log of a file that is gone would be played into the new one. */
    if (is_there(to) || is_there(str_cstr(a, str_format(a, "%s-wal", to)))) {
        FAIL(e, ERR_STORE_NOT_EMPTY);
        err_arg(e, "url", V(url));
        return false;
    }
    return file_stage(a, to, &tmp, e) && lite_copy(path, tmp, path, e) &&
           version_fits(str_format(a, "sqlite:%s", tmp), e) && file_commit(tmp, to, e);
}

/* ---- PostgreSQL: its own programs, as children ---- */

struct said {
    char line[200]; /* the newest line on standard error */
};

static bool hear(void *ctx, struct str line)
{
    struct said *s = ctx;
    size_t n = line.n < sizeof s->line ? line.n : sizeof s->line - 1;

    if (n > 0) {
        memcpy(s->line, line.p, n);
        s->line[n] = 0;
    }
    return true;
}

/* Runs one of PostgreSQL's programs; the password goes by its environment. */
static bool tool(struct arena *a, const char *const *argv, struct str password, struct str *ret_out,
                 struct err *e)
{
    struct said said = {{0}};
    const char *env[] = {str_cstr(a, str_format(a, "PGPASSWORD=%.*s", STR_FMT(password))), NULL};
    struct child_watch w = {
        .fn = hear, .ctx = &said, .every_ms = 1000, .env = password.n ? env : NULL};
    struct child_limits lim = {.max_output = OUTPUT_MAX, .watch = &w};
    int status = 0;

    if (!child_run(a, argv, STR_NONE, &lim, ret_out, &status, e)) {
        return false;
    }
    if (status != 0) {
        FAIL(e, ERR_CHILD);
        err_arg(e, "what", V(str_from(argv[0])));
        err_detail(e, "%s: exit %d: %s", argv[0], status, said.line);
    }
    return status == 0;
}

static bool pg_backup(struct store *s, struct arena *a, const char *path, struct err *e)
{
    struct str words, password, out;
    char *tmp;

    if (!postgres_words(a, s->url, &words, &password)) {
        store_fail(s, ERR_STORE_URL, e);
        return false;
    }
    if (!file_stage(a, path, &tmp, e)) {
        return false;
    }
    const char *const argv[] = {
        "pg_dump", "--format=custom", "--no-owner",       "--no-privileges", "--file",
        tmp,       "--dbname",        str_cstr(a, words), "--no-password",   NULL};

    return tool(a, argv, password, &out, e) && file_commit(tmp, path, e);
}

/* The newest migration in a backup: pg_restore prints the rows of schema_migration as
 *   COPY public.schema_migration (version, ...) FROM stdin; 1<tab>base<tab>... \. */
static int64_t newest_version(struct str text)
{
    struct str line;
    int64_t newest = 0;
    bool inside = false;

    while (str_split(&text, '\n', &line)) {
        int64_t v = 0;

        if (str_starts(line, STR("COPY "))) {
            inside = true;
        } else if (str_eq(line, STR("\\."))) {
            inside = false;
        }
        for (size_t i = 0; inside && i < line.n && line.p[i] >= '0' && line.p[i] <= '9'; i++) {
            v = v * 10 + (line.p[i] - '0');
        }
        newest = v > newest ? v : newest;
    }
    return newest;
}

static bool dump_fits(struct arena *a, const char *path, struct err *e)
{
    const char *const argv[] = {"pg_restore", "--data-only", "--table", "schema_migration",
                                "--file",     "-",           path,      NULL};
    struct str out;
    int64_t found, known = (int64_t)migrations_n;
    struct err ignored = {0};

    if (!is_readable(a, path, e)) {
        return false;
    }
    if (!tool(a, argv, STR_NONE, &out, &ignored) || newest_version(out) == 0) {
        FAIL(e, ERR_STORE_FOREIGN);
        err_arg(e, "url", V(str_from(path)));
        err_detail(e, "%s", ignored.detail);
        return false;
    }
    found = newest_version(out);
    if (found > known) {
        FAIL(e, ERR_STORE_NEWER);
        err_arg(e, "found", V(found));
        err_arg(e, "known", V(known));
        return false;
    }
    return true;
}

/* ERR_STORE_NOT_EMPTY when there is any table; the gate alone lets an empty store of ours pass. */
static bool is_empty(struct str url, struct err *e)
{
    struct arena *own = arena_new();
    struct store_options o = {.url = url, .mode = STORE_MUST_EXIST};
    struct store *s;
    struct err why = {0};
    bool opened = store_open(own, &o, &s, &why), empty = !opened && why.code == ERR_STORE_MISSING;
    bool reached = opened || (why.code != ERR_STORE_UNREACHABLE && why.code != ERR_STORE_URL);

    if (!reached) {
        *e = why;
    } else if (!empty) {
        FAIL(e, ERR_STORE_NOT_EMPTY);
        if (postgres_name(own, url, &url)) {
            err_arg(e, "url", V(url));
        }
    }
    arena_free(own);
    return empty;
}

static bool pg_restore(struct arena *a, const char *path, struct str url, struct err *e)
{
    struct str words, password, out;

    if (!is_empty(url, e) || !dump_fits(a, path, e)) {
        return false;
    }
    if (!postgres_words(a, url, &words, &password)) {
        PANIC("an address that was opened cannot be read");
    }
    const char *const argv[] = {
        "pg_restore",    "--exit-on-error", "--single-transaction", "--no-owner", "--no-privileges",
        "--no-password", "--dbname",        str_cstr(a, words),     path,         NULL};

    return tool(a, argv, password, &out, e) && version_fits(url, e);
}

bool store_backup(struct store *s, struct arena *a, const char *path, struct err *e)
{
    return s->postgres ? pg_backup(s, a, path, e) : lite_backup(s, a, path, e);
}

bool store_restore(struct arena *a, const char *path, struct str url, struct err *e)
{
    if (str_starts(url, STR("postgresql://")) || str_starts(url, STR("postgres://"))) {
        return pg_restore(a, path, url, e);
    }
    if (str_starts(url, STR("sqlite:")) && !str_eq(url, STR("sqlite::memory:"))) {
        return lite_restore(a, path, url, e);
    }
    FAIL(e, ERR_STORE_URL);
    err_arg(e, "url", V(url));
    return false;
}
