#include "app/ctl/connect.h"

#include "model/services/connectionresolver.h"

namespace rollcall::ctl
{

Result<ConnectionSpec> connectionOf(const Invocation& call, const Output& out)
{
    ProfileStore profiles;
    const Result<void> loaded = profiles.load();
    Result<ResolvedConnection> resolved =
        resolveConnection(call.cluster, QProcessEnvironment::systemEnvironment(), profiles);
    // A broken list of connections only matters to those who need it.
    if (!resolved && !loaded)
        return Failure(loaded.error());
    if (!resolved)
        return Failure(resolved.error());
    for (const QString& file : resolved->secretFiles)
        out.warnIfOpen(file);
    return resolved->spec;
}

} // namespace rollcall::ctl
