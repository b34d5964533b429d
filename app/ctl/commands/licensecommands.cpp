#include "app/ctl/commands/licensecommands.h"

#include "app/ctl/tables.h"

#include <QJsonArray>

namespace rollcall::ctl
{

void LicenseShowCommand::opened()
{
    const License& license = view().facts.cluster.license;
    QStringList over;
    for (const NodeView& node : view().nodes)
        if (!node.licensed)
            over << node.row.name;
    if (out().isJson()) {
        QJsonObject object = license.toJson();
        object.insert(QStringLiteral("registered"), static_cast<int>(view().nodes.size()));
        object.insert(QStringLiteral("over_limit"), QJsonArray::fromStringList(over));
        out().json(object);
    } else {
        out().line(QStringLiteral("%1; %2 registered.").arg(license.text()).arg(view().nodes.size()));
        for (const QString& name : over)
            out().line({{name, Tone::Strong},
                        {QStringLiteral(" is over this number and serves nothing."), Tone::Caution}});
        if (!license.by.isEmpty())
            out().line(
                {{QStringLiteral("Set by %1, %2.").arg(license.by, timeText(license.since)), Tone::Quiet}});
    }
    finish(ExitCode::Done);
}

Result<FutureResult<Done>> LicenseSetCommand::act()
{
    std::optional<Edition> edition;
    if (call().has(QStringLiteral("edition"))) {
        const QString word = call().value(QStringLiteral("edition"));
        edition = editionOf(word);
        if (!edition)
            return failure(ErrorKind::Invalid, QStringLiteral("There is no edition \"%1\".").arg(word),
                           QStringLiteral("There are basic, basic-load-balancing and enterprise."));
    }
    std::optional<int> nodes;
    if (call().has(QStringLiteral("nodes"))) {
        const QString text = call().value(QStringLiteral("nodes"));
        bool whole = false;
        nodes = text.toInt(&whole);
        if (!whole)
            return failure(ErrorKind::Invalid, QStringLiteral("\"%1\" is not a number of nodes.").arg(text),
                           QStringLiteral("Give a whole number above 0."));
    }
    return session().actions().setLicense(edition, nodes);
}

} // namespace rollcall::ctl
