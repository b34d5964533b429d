#include "app/ctl/commands/keycommands.h"

#include "model/messenger/encryptionkey.h"
#include "model/services/keyfingerprint.h"

#include <QFileInfo>
#include <QJsonArray>
#include <QJsonObject>

namespace rollcall::ctl
{

namespace
{

QJsonValue textOrNull(const QString& text)
{
    return text.isEmpty() ? QJsonValue() : QJsonValue(text);
}

QJsonObject nodeJson(const NodeKeys& node)
{
    return {{QStringLiteral("node"), node.name},
            {QStringLiteral("id"), node.node.toString()},
            {QStringLiteral("standing"), rollcall::wordOf(node.standing)},
            {QStringLiteral("uses"), textOrNull(node.uses)},
            {QStringLiteral("key_file"), textOrNull(node.inFile)},
            {QStringLiteral("next_key_file"), textOrNull(node.inNextFile)},
            {QStringLiteral("sentence"), node.sentence},
            {QStringLiteral("remedy"), textOrNull(node.remedy)}};
}

QJsonObject stepJson(const KeyPlan::Step& step)
{
    return {{QStringLiteral("step"), rollcall::wordOf(step.step)},
            {QStringLiteral("allowed"), !step.refusal},
            {QStringLiteral("reason"), step.refusal ? QJsonValue(step.refusal->what) : QJsonValue()},
            {QStringLiteral("remedy"), step.refusal ? textOrNull(step.refusal->remedy) : QJsonValue()}};
}

QJsonObject planJson(const KeyPlan& plan)
{
    QJsonArray nodes;
    for (const NodeKeys& node : plan.nodes)
        nodes.append(nodeJson(node));
    QJsonArray steps;
    for (const KeyPlan::Step& step : plan.steps)
        steps.append(stepJson(step));
    return {{QStringLiteral("phase"), rollcall::wordOf(plan.keys.phase)},
            {QStringLiteral("sentence"), plan.sentence},
            {QStringLiteral("in_force"), textOrNull(plan.keys.inForce)},
            {QStringLiteral("new"), textOrNull(plan.keys.newKey())},
            {QStringLiteral("old"), textOrNull(plan.keys.oldKey())},
            {QStringLiteral("by"), textOrNull(plan.keys.by)},
            {QStringLiteral("since"), plan.keys.since > 0 ? QJsonValue(plan.keys.since) : QJsonValue()},
            {QStringLiteral("nodes"), nodes},
            {QStringLiteral("steps"), steps}};
}

Tone toneOfStanding(KeyStanding standing)
{
    switch (standing) {
    case KeyStanding::Ready:
        return Tone::Good;
    case KeyStanding::Waiting:
    case KeyStanding::Untidy:
        return Tone::Caution;
    case KeyStanding::Missing:
        return Tone::Bad;
    case KeyStanding::Off:
    case KeyStanding::NoKey:
        return Tone::Quiet;
    }
    Q_UNREACHABLE();
}

QString orDash(const QString& text)
{
    return text.isEmpty() ? QStringLiteral("–") : text;
}

} // namespace

void RotateCommand::opened()
{
    if (call().argument(0) != u"status")
        return ActionCommand::opened();
    const KeyPlan plan = planKeys(view());
    if (out().isJson())
        out().json(planJson(plan));
    else
        show(plan);
    finish(ExitCode::Done);
}

void RotateCommand::show(const KeyPlan& plan) const
{
    out().line({{plan.sentence, Tone::Strong}});
    std::vector<std::vector<Piece>> rows;
    for (const NodeKeys& node : plan.nodes)
        rows.push_back({{node.name, Tone::Plain},
                        {rollcall::wordOf(node.standing), toneOfStanding(node.standing)},
                        {orDash(node.uses), Tone::Plain},
                        {orDash(node.inFile), Tone::Plain},
                        {orDash(node.inNextFile), Tone::Plain},
                        {node.sentence, Tone::Plain}});
    if (!rows.empty())
        out().table({QStringLiteral("NODE"), QStringLiteral("STATE"), QStringLiteral("USES"),
                     QStringLiteral("FILE"), QStringLiteral("NEXT FILE"), QStringLiteral("NOTE")},
                    rows);
    for (const NodeKeys& node : plan.nodes)
        if (!node.remedy.isEmpty())
            out().line(node.remedy);
    for (const KeyPlan::Step& step : plan.steps)
        if (!step.refusal)
            out().line({{QStringLiteral("Possible now: rollcallctl key rotate %1%2")
                             .arg(rollcall::wordOf(step.step),
                                  step.step == RotationStep::Start ? QStringLiteral(" FILE") : QString()),
                         Tone::Quiet}});
}

Result<FutureResult<Done>> RotateCommand::act()
{
    const RotationStep step = *rotationStepOf(call().argument(0)); // one of the words, says the parser
    if (step != RotationStep::Start && call().arguments.size() > 1)
        return failure(ErrorKind::Invalid, QStringLiteral("Only \"start\" takes a file."));
    QString newKey;
    if (step == RotationStep::Start) {
        const Result<QString> fingerprint = fingerprintOfFile();
        if (!fingerprint)
            return Failure(fingerprint.error());
        newKey = *fingerprint;
    }
    return session().actions().rotateKey(step, newKey);
}

/// The key itself stays in the file: the cluster only learns its fingerprint.
Result<QString> RotateCommand::fingerprintOfFile() const
{
    if (call().arguments.size() < 2)
        return failure(
            ErrorKind::Invalid, QStringLiteral("The file of the new key is missing."),
            QStringLiteral("Make one with rollcallctl key generate --out FILE, then: rollcallctl key "
                           "rotate start FILE"));
    out().warnIfOpen(call().argument(1));
    const QFileInfo info(call().argument(1));
    if (info.exists() && !info.isFile() && !info.isDir()) // a pipe: whoever gives one here waits for it
        return EncryptionKey::readFile(call().argument(1)).map([](const EncryptionKey& key) {
            return key.fingerprint();
        });
    return fingerprintOfKeyFile(call().argument(1));
}

} // namespace rollcall::ctl
