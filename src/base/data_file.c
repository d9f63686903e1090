#include "base/data_file.h"

#include <string.h>

#include "base/err.h"

struct str data_file_get(const char *name)
{
    for (size_t i = 0; i < data_files_n; i++) {
        if (strcmp(data_files[i].name, name) == 0)
            return (struct str){data_files[i].text, data_files[i].n};
    }
    PANIC("a reference data file is not embedded");
}
