#include "ui/dialogs/settingdialog.h"

#include "model/tables/settingmodel.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/labels.h"

#include <QCoreApplication>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QPointer>
#include <QPushButton>
#include <QVBoxLayout>

namespace rollcall
{

namespace
{

constexpr int settingDialogWidth = 480;

QString settingEffect(const SettingSpec& spec)
{
    switch (spec.group) {
    case SettingGroup::Election:
        return QStringLiteral("Every node uses the new value from its next look at the lease on. Nothing "
                              "restarts, and the primary stays.");
    case SettingGroup::Artifacts:
        return QStringLiteral("Every node without a [storage] path of its own writes its file there from now "
                              "on. The page Shared Storage shows whether the others see it.");
    case SettingGroup::Balancer:
        return QStringLiteral("The nodes ask the load balancer there from now on. The page Load Balancing "
                              "shows what it says of them; whom it sends visitors to stays as it is.");
    }
    Q_UNREACHABLE();
}

QString settingHelp(const SettingSpec& spec)
{
    switch (spec.kind) {
    case SettingKind::Milliseconds:
        return QStringLiteral("%1. A unit may be written, too: 500ms, 2s, 1m.").arg(settingRangeText(spec));
    case SettingKind::Folder:
        return QStringLiteral("An absolute path as the nodes see it, or nothing.");
    case SettingKind::Address:
        return QStringLiteral("http://HOST:PORT/PATH or unix:/path/to/socket as the nodes reach it, or "
                              "nothing.");
    case SettingKind::Name:
        return QStringLiteral("One word, as the load balancer’s file writes it, or nothing.");
    }
    Q_UNREACHABLE();
}

} // namespace

SettingDialog::SettingDialog(ClusterActions& actions, const SettingState& state, const LeaseTimings& timings,
                             QWidget* parent)
    : DialogFrame(state.spec.title, state.spec.meaning, parent)
    , m_actions(actions)
    , m_state(state)
    , m_timings(timings)
    , m_value(new QLineEdit(this))
    , m_field(new FormField(QStringLiteral("&Value"), m_value, settingHelp(state.spec), this))
    , m_default(new LinkButton(QStringLiteral("Use default"), this))
    , m_apply(accentButton(QStringLiteral("&Set Value"), this))
{
    const SettingSpec& spec = state.spec;
    setMinimumWidth(settingDialogWidth);
    m_value->setObjectName(QStringLiteral("value"));
    m_value->setText(spec.text(state.value));
    m_value->selectAll();
    m_default->setObjectName(QStringLiteral("useDefault"));
    auto* known = new QHBoxLayout;
    known->setSpacing(8);
    known->addWidget(new TextLabel(QStringLiteral("Default: %1").arg(settingValueText(spec, spec.standard)),
                                   TextStyle::Small, Ink::Text2, this));
    known->addWidget(m_default);
    known->addStretch(1);
    auto* key = new TextLabel(spec.key, TextStyle::Small, Ink::Text3, this);
    key->setTextInteractionFlags(Qt::TextSelectableByMouse);
    known->addWidget(key);
    auto* effect = new TextLabel(settingEffect(spec), TextStyle::Small, Ink::Text2, this);
    effect->setWordWrap(true);
    body()->setSpacing(8);
    body()->addWidget(m_field);
    body()->addLayout(known);
    body()->addWidget(effect);
    body()->addStretch(1);
    if (timingOf(spec.key)) {
        auto* all = new LinkButton(QStringLiteral("All four timings…"), this);
        all->setObjectName(QStringLiteral("allTimings"));
        links()->addWidget(all);
        connect(all, &QPushButton::clicked, this, [this] {
            Q_EMIT timingsAsked();
            reject();
        });
    }
    addCancel()->setAutoDefault(false);
    m_apply->setObjectName(QStringLiteral("apply"));
    m_apply->setDefault(true);
    addButton(m_apply);

    connect(m_value, &QLineEdit::textChanged, this, &SettingDialog::update);
    connect(m_default, &QPushButton::clicked, this, [this] {
        m_value->setText(m_state.spec.text(m_state.spec.standard));
        m_value->setFocus();
    });
    connect(m_apply, &QPushButton::clicked, this, &SettingDialog::apply);
    m_value->setFocus();
    update();
}

/// The value as stored; or what is wrong with it, by itself or beside the other times.
Result<QString> SettingDialog::entered() const
{
    const SettingSpec& spec = m_state.spec;
    QString text = m_value->text().trimmed();
    // "2000 ms", as it is shown.
    if (const QString unit = u' ' + spec.unit();
        spec.kind == SettingKind::Milliseconds && text.endsWith(unit))
        text.chop(unit.size());
    Result<QString> value = spec.accepted(text);
    if (!value || !timingOf(spec.key))
        return value;
    if (const Result<LeaseTimings> together = timingsWith(m_timings, {{spec.key, *value}}); !together)
        return Failure(together.error());
    return value;
}

void SettingDialog::update()
{
    const Result<QString> value = entered();
    m_field->setMistake(value ? QString()
                              : QStringLiteral("%1 %2").arg(value.error().what, value.error().remedy));
    m_default->setEnabled(!value || *value != m_state.spec.standard);
    setOffReason(m_apply, m_applying ? QStringLiteral("It is being set.")
                          : !value   ? QStringLiteral("Correct the value.")
                          : *value == m_state.value && m_state.problem.isEmpty()
                              ? QStringLiteral("Nothing has been changed.")
                              : QString());
}

void SettingDialog::apply()
{
    const Result<QString> value = entered();
    if (!value)
        return;
    m_applying = true;
    showTrouble({});
    update();
    // The dialog may be closed meanwhile; what was asked for is done all the same.
    m_actions.setSetting(m_state.spec.key, *value)
        .then(QCoreApplication::instance(), [self = QPointer(this)](const Result<Done>& result) {
            if (!self)
                return;
            self->m_applying = false;
            if (!result) {
                self->showTrouble(result.error().message());
                self->update();
                self->m_value->setFocus();
                return;
            }
            Q_EMIT self->applied(*result, {self->m_state.spec.key, self->m_state.value});
            self->accept();
        });
}

} // namespace rollcall
