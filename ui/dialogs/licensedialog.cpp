#include "ui/dialogs/licensedialog.h"

#include "model/tables/licensewords.h"
#include "model/tables/timetext.h"
#include "ui/dialogs/choicelist.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/labels.h"

#include <QCoreApplication>
#include <QPointer>
#include <QPushButton>
#include <QSpinBox>
#include <QVBoxLayout>

namespace rollcall
{

namespace
{

constexpr int licenseDialogWidth = 480;

} // namespace

LicenseDialog::LicenseDialog(ClusterActions& actions, const ClusterView& view, QWidget* parent)
    : DialogFrame(
          QStringLiteral("License"),
          QStringLiteral("What the cluster is entitled to. The nodes that registered first may serve; "
                         "one over the number is shown and serves nothing."),
          parent)
    , m_actions(actions)
    , m_view(view)
    , m_before(view.facts.cluster.license)
    , m_editions(new ChoiceList(QStringLiteral("Edition"), this))
    , m_nodes(new QSpinBox(this))
    , m_field(new FormField(QStringLiteral("&Nodes that may serve"), m_nodes, {}, this))
    , m_apply(accentButton(QStringLiteral("Change &License"), this))
{
    setMinimumWidth(licenseDialogWidth);
    m_editions->add(int(Edition::Basic), QStringLiteral("&Basic"), editionMeaning(Edition::Basic));
    m_editions->add(int(Edition::BasicLoadBalancing), QStringLiteral("Basic &with Load Balancing"),
                    editionMeaning(Edition::BasicLoadBalancing));
    m_editions->add(int(Edition::Enterprise), QStringLiteral("&Enterprise"),
                    editionMeaning(Edition::Enterprise));
    m_nodes->setObjectName(QStringLiteral("nodes"));
    m_nodes->setRange(1, mostLicensedNodes);
    m_nodes->setValue(m_before.nodes);
    body()->setSpacing(16);
    body()->addWidget(m_editions);
    body()->addWidget(m_field);
    body()->addStretch(1);
    addCancel()->setAutoDefault(false);
    m_apply->setObjectName(QStringLiteral("apply"));
    m_apply->setDefault(true);
    addButton(m_apply);

    m_editions->choose(int(m_before.edition));
    m_editions->focusChosen();
    connect(m_editions, &ChoiceList::changed, this, &LicenseDialog::update);
    connect(m_nodes, &QSpinBox::valueChanged, this, &LicenseDialog::update);
    connect(m_apply, &QPushButton::clicked, this, &LicenseDialog::apply);
    update();
}

License LicenseDialog::license() const
{
    License wanted = m_before;
    wanted.edition = static_cast<Edition>(m_editions->chosen());
    wanted.nodes = m_nodes->value();
    return wanted;
}

void LicenseDialog::update()
{
    const License wanted = license();
    const QString over = overLimitWords(m_view, wanted.nodes);
    const QString registered = m_view.nodes.size() == 1
                                   ? QStringLiteral("1 node is registered.")
                                   : QStringLiteral("%1 nodes are registered.").arg(m_view.nodes.size());
    m_field->setHelp(over.isEmpty() ? registered : QStringLiteral("%1 %2").arg(registered, unbroken(over)));
    const NodeId primary = m_view.primary ? m_view.primary->node : m_view.facts.cluster.designated;
    const Result<void> may = licenseMayBecome(wanted, m_view.facts.cluster.mode, m_view.facts.nodes, primary);
    const bool same = wanted.edition == m_before.edition && wanted.nodes == m_before.nodes;
    showTrouble(may || same ? QString() : may.error().message());
    setOffReason(m_apply, m_applying ? QStringLiteral("It is being changed.")
                          : same     ? QStringLiteral("Nothing has been changed.")
                          : !may     ? may.error().what
                                     : QString());
}

void LicenseDialog::apply()
{
    m_applying = true;
    update();
    const License wanted = license();
    // The dialog may be closed meanwhile; what was asked for is done all the same.
    m_actions.setLicense(wanted.edition, wanted.nodes)
        .then(QCoreApplication::instance(), [self = QPointer(this)](const Result<Done>& result) {
            if (!self)
                return;
            self->m_applying = false;
            self->update();
            if (!result) {
                self->showTrouble(result.error().message());
                return;
            }
            Q_EMIT self->applied(*result, self->m_before);
            self->accept();
        });
}

} // namespace rollcall
