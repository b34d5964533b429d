#include "ui/dialogs/timingsdialog.h"

#include "model/tables/timingswords.h"
#include "ui/dialogs/choicelist.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/labels.h"
#include "ui/widgets/statemark.h"

#include <QCoreApplication>
#include <QGridLayout>
#include <QPointer>
#include <QPushButton>
#include <QSpinBox>
#include <QVBoxLayout>

namespace rollcall
{

using namespace std::chrono_literals;

namespace
{

constexpr int timingsDialogWidth = 560;
constexpr int longestTiming = 600'000; ///< milliseconds that a field takes; what is safe is said, not cut
constexpr int timingStep = 50;
constexpr int consequenceCount = 4;
constexpr int consequenceMark = 14;

enum ProfileChoice { Standard, Tolerant, Custom };

ProfileChoice choiceOf(const LeaseTimings& timings)
{
    return timings == LeaseTimings::standard()   ? Standard
           : timings == LeaseTimings::tolerant() ? Tolerant
                                                 : Custom;
}

} // namespace

TimingsDialog::TimingsDialog(ClusterActions& actions, const ClusterView& view, QWidget* parent)
    : DialogFrame(QStringLiteral("Lease Timings"),
                  QStringLiteral("The primary renews its lease; after a silence of the length of the lease "
                                 "another node takes over. Short times notice a dead server sooner, long "
                                 "ones bear a slow database."),
                  parent)
    , m_actions(actions)
    , m_before(view.facts.timings)
    , m_nodes(static_cast<int>(view.nodes.size()))
    , m_custom(makeCustom())
    , m_choices(new ChoiceList(QStringLiteral("Profile"), this))
    , m_apply(accentButton(QStringLiteral("&Apply Timings"), this))
{
    setMinimumWidth(timingsDialogWidth);
    const auto values = [](const LeaseTimings& timings) {
        return QStringLiteral("Lease %1, renewed every %2.")
            .arg(exactSeconds(timings.ttl), exactSeconds(timings.renew));
    };
    m_choices->add(
        Standard, QStringLiteral("&Standard"),
        QStringLiteral("%1 For a database on the same site.").arg(values(LeaseTimings::standard())));
    m_choices->add(
        Tolerant, QStringLiteral("&Tolerant"),
        QStringLiteral("%1 For a slow or distant database.").arg(values(LeaseTimings::tolerant())));
    m_choices->add(Custom, QStringLiteral("&Custom"),
                   QStringLiteral("Values of your own; what is not safe is refused."));
    m_choices->addBelow(m_custom);
    body()->setSpacing(0);
    body()->addWidget(m_choices);
    body()->addSpacing(12);
    body()->addWidget(new SectionLine(QStringLiteral("What this means"), this));
    body()->addSpacing(4);
    for (int i = 0; i < consequenceCount; ++i) {
        auto* mark = new StateMark(consequenceMark, this);
        auto* words = new TextLabel({}, TextStyle::Base, Ink::Text, this);
        words->setWordWrap(true);
        auto* row = new QHBoxLayout;
        row->setSpacing(8);
        row->addWidget(mark, 0, Qt::AlignTop);
        row->addWidget(words, 1);
        body()->addLayout(row);
        body()->addSpacing(4);
        m_consequences.emplace_back(mark, words);
    }
    auto* change = new TextLabel(
        QStringLiteral("Every node uses the new values from its next look at the lease on. Nothing restarts, "
                       "and the primary stays."),
        TextStyle::Small, Ink::Text2, this);
    change->setWordWrap(true);
    body()->addSpacing(4);
    body()->addWidget(change);
    body()->addStretch(1);
    QPushButton* cancel = addCancel();
    cancel->setAutoDefault(false);
    m_apply->setObjectName(QStringLiteral("apply"));
    m_apply->setDefault(true);
    addButton(m_apply);

    connect(m_choices, &ChoiceList::changed, this, &TimingsDialog::choose);
    connect(m_apply, &QPushButton::clicked, this, &TimingsDialog::apply);
    m_busy.setSingleShot(true);
    m_busy.setInterval(300ms);
    connect(&m_busy, &QTimer::timeout, this, [this] { showBusy(QStringLiteral("Applying…")); });
    for (const Field& field : m_fields)
        field.box->setValue(static_cast<int>((m_before.*field.value).count()));
    m_choices->choose(choiceOf(m_before));
    m_choices->focusChosen();
    showConsequences();
}

QWidget* TimingsDialog::makeCustom()
{
    auto* custom = new QWidget(this);
    auto* grid = new QGridLayout(custom);
    grid->setContentsMargins(0, 0, 0, 0);
    grid->setHorizontalSpacing(16);
    grid->setVerticalSpacing(8);
    addField(QStringLiteral("ttl"), &LeaseTimings::ttl, QStringLiteral("&Lease (ttl)"),
             QStringLiteral("After so much silence another node takes over."));
    addField(QStringLiteral("renew"), &LeaseTimings::renew, QStringLiteral("&Renewal"),
             QStringLiteral("So often the primary shows that it lives."));
    addField(QStringLiteral("poll"), &LeaseTimings::poll, QStringLiteral("&Poll"),
             QStringLiteral("So often every other node looks."));
    addField(QStringLiteral("margin"), &LeaseTimings::margin, QStringLiteral("&Margin"),
             QStringLiteral("So much earlier the primary stops, to be sure."));
    for (std::size_t i = 0; i < m_fields.size(); ++i)
        grid->addWidget(m_fields[i].frame, static_cast<int>(i / 2), static_cast<int>(i % 2), Qt::AlignTop);
    grid->setColumnStretch(0, 1);
    grid->setColumnStretch(1, 1);
    return custom;
}

void TimingsDialog::addField(const QString& name, Millis LeaseTimings::*value, const QString& caption,
                             const QString& help)
{
    auto* box = new QSpinBox(this);
    box->setRange(0, longestTiming);
    box->setSingleStep(timingStep);
    box->setSuffix(QStringLiteral(" ms"));
    box->setObjectName(name);
    m_fields.push_back({name, value, box, new FormField(caption, box, help, this)});
    connect(box, &QSpinBox::valueChanged, this, &TimingsDialog::showConsequences);
}

LeaseTimings TimingsDialog::timings() const
{
    LeaseTimings timings;
    for (const Field& field : m_fields)
        timings.*field.value = Millis(field.box->value());
    return timings;
}

void TimingsDialog::choose(int profile)
{
    const bool custom = profile == Custom;
    m_custom->setEnabled(custom);
    if (!custom) {
        const LeaseTimings timings =
            profile == Standard ? LeaseTimings::standard() : LeaseTimings::tolerant();
        for (const Field& field : m_fields)
            field.box->setValue(static_cast<int>((timings.*field.value).count()));
    }
    showConsequences();
}

void TimingsDialog::showConsequences()
{
    if (!m_apply || m_consequences.empty())
        return;
    const LeaseTimings chosen = timings();
    const Result<LeaseTimings> valid = chosen.validated();
    for (const Field& field : m_fields) {
        const bool blamed = !valid && valid.error().what.startsWith(field.name);
        field.frame->setMistake(blamed ? QStringLiteral("%1 %2").arg(valid.error().what, valid.error().remedy)
                                       : QString());
    }
    const QStringList lines = valid ? consequencesOf(chosen, m_nodes) : QStringList();
    for (std::size_t i = 0; i < m_consequences.size(); ++i) {
        const auto& [mark, words] = m_consequences[i];
        const QString text = static_cast<qsizetype>(i) < lines.size() ? lines[static_cast<qsizetype>(i)]
                             : i == 0 ? QStringLiteral("With these values nothing can be promised.")
                                      : QString();
        mark->setMark(valid ? Mark::Tick : Mark::Degraded, {});
        mark->setHidden(text.isEmpty());
        words->setText(text);
        words->setHidden(text.isEmpty());
    }
    setOffReason(m_apply, m_applying           ? QStringLiteral("They are being applied.")
                          : !valid             ? QStringLiteral("Correct the value that is marked.")
                          : chosen == m_before ? QStringLiteral("Nothing has been changed.")
                                               : QString());
}

void TimingsDialog::apply()
{
    m_applying = true;
    showTrouble({});
    showConsequences();
    m_busy.start();
    // The dialog may be closed meanwhile; what was asked for is done all the same.
    m_actions.setTimings(timings()).then(QCoreApplication::instance(),
                                         [self = QPointer(this)](const Result<Done>& result) {
                                             if (!self)
                                                 return;
                                             self->m_busy.stop();
                                             self->m_applying = false;
                                             if (!result) {
                                                 self->showTrouble(result.error().message());
                                                 self->showConsequences();
                                                 return;
                                             }
                                             Q_EMIT self->applied(*result);
                                             self->accept();
                                         });
}

} // namespace rollcall
