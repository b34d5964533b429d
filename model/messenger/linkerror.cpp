#include "model/messenger/linkerror.h"

namespace rollcall
{

Error linkError(LinkEnd end, const Endpoint& endpoint, const QString& detail)
{
    const auto error = [&](ErrorKind kind, const QString& what, const QString& remedy) {
        return Error{kind, what, remedy, endpoint.toString()};
    };
    switch (end) {
    case LinkEnd::NoKey:
        return error(ErrorKind::Invalid, QStringLiteral("There is no encryption key to reach it with."),
                     QStringLiteral("Give the cluster's encryption key."));
    case LinkEnd::ListeningOnly:
        return error(ErrorKind::Invalid, QStringLiteral("This endpoint is for listening only."),
                     QStringLiteral("Name the host and port to connect to."));
    case LinkEnd::OtherKey:
        return error(ErrorKind::KeyDiffers, QStringLiteral("The messenger holds another encryption key."),
                     QStringLiteral("Give both ends the cluster's encryption key."));
    case LinkEnd::RefusesConnections:
        return error(ErrorKind::Unreachable, QStringLiteral("The messenger refuses connections."),
                     QStringLiteral("Start rollcall-node there, or correct its [messenger] listen."));
    case LinkEnd::HostUnknown:
        return error(ErrorKind::Unreachable,
                     QStringLiteral("The host name %1 cannot be resolved.").arg(endpoint.host),
                     QStringLiteral("Correct the node's address, or the name service."));
    case LinkEnd::HostSilent:
        return error(ErrorKind::TimedOut, QStringLiteral("The host does not answer."),
                     QStringLiteral("See whether it is up and its port is not filtered."));
    case LinkEnd::NoAnswer:
        return error(ErrorKind::TimedOut,
                     QStringLiteral("The messenger did not answer within %1.").arg(detail),
                     QStringLiteral("See whether its host is up and the network reaches it."));
    case LinkEnd::ClosedAtOnce:
        return error(
            ErrorKind::Unreachable, QStringLiteral("The messenger closed the connection at once."),
            QStringLiteral("It may have as many clients as it takes, or something else listens there."));
    case LinkEnd::Closed:
        return error(ErrorKind::Unreachable, QStringLiteral("The messenger closed the connection."),
                     QStringLiteral("See whether its node service still runs."));
    case LinkEnd::NotAMessenger:
        return error(ErrorKind::Unreachable,
                     QStringLiteral("What listens there is not a Rollcall messenger: %1.").arg(detail),
                     QStringLiteral("Correct the node's [messenger] listen."));
    case LinkEnd::Unreachable:
        return error(ErrorKind::Unreachable,
                     QStringLiteral("The messenger cannot be reached: %1.").arg(detail),
                     QStringLiteral("See whether the host is up and the network reaches it."));
    case LinkEnd::LineTooLong:
        return error(ErrorKind::Internal, QStringLiteral("The messenger sent a message longer than 1 MiB."),
                     {});
    case LinkEnd::BrokenProtocol:
        return error(ErrorKind::Internal, QStringLiteral("The messenger broke the protocol: %1").arg(detail),
                     QStringLiteral("Bring both ends to the same version."));
    case LinkEnd::NoPipe:
        return error(
            ErrorKind::Unreachable, QStringLiteral("No messenger listens on this pipe."),
            QStringLiteral("Start rollcall-node on this machine, or correct its [messenger] listen."));
    case LinkEnd::PipeForbidden:
        return error(ErrorKind::Refused, QStringLiteral("This user may not open the pipe."),
                     QStringLiteral("Run this as the user of the node service, or as root."));
    }
    return error(ErrorKind::Internal, QStringLiteral("The messenger cannot be reached."), {});
}

} // namespace rollcall
