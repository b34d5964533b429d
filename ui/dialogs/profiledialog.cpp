#include "ui/dialogs/profiledialog.h"

#include "model/services/clustersession.h"
#include "model/tables/presentation.h"
#include "ui/dialogs/keyinput.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/labels.h"

#include <QCheckBox>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QUrl>

namespace rollcall
{

using namespace std::chrono_literals;

namespace
{

constexpr Millis testLimit = 12s;
constexpr int profileDialogWidth = 560;

} // namespace

ProfileDialog::ProfileDialog(ProfileStore& store, SecretVault& vault, const Profile& profile, QWidget* parent)
    : DialogFrame(profile.id.isEmpty() ? QStringLiteral("Connect to a Cluster")
                                       : QStringLiteral("Edit Connection"),
                  QStringLiteral(
                      "The console reads the cluster's database and asks each node's messenger. Connecting "
                      "changes nothing."),
                  parent)
    , m_store(store)
    , m_vault(vault)
    , m_profile(profile)
    , m_name(new QLineEdit(profile.name, this))
    , m_url(new QLineEdit(profile.url, this))
    , m_user(new QLineEdit(QUrl(profile.url).userName(), this))
    , m_password(new QLineEdit(this))
    , m_key(new KeyInput(this))
    , m_remember(new QCheckBox(
          QStringLiteral("&Remember password and key text in the keychain of this computer"), this))
    , m_test(plainButton(QStringLiteral("&Test Connection"), this))
    , m_connect(accentButton(QStringLiteral("&Connect"), this))
{
    setMinimumWidth(profileDialogWidth);
    m_name->setPlaceholderText(QStringLiteral("Production"));
    m_url->setPlaceholderText(QStringLiteral("postgresql://db1/rollcall?sslmode=verify-full"));
    m_password->setEchoMode(QLineEdit::Password);
    if (!profile.id.isEmpty())
        m_password->setPlaceholderText(QStringLiteral("Unchanged"));
    m_key->setFile(profile.keyFile);
    m_remember->setChecked(true);
    body()->setSpacing(12);
    body()->addWidget(
        new FormField(QStringLiteral("&Name"), m_name, QStringLiteral("As it is listed at the left.")));
    body()->addWidget(new FormField(
        QStringLiteral("&Database URL"), m_url,
        QStringLiteral(
            "postgresql://HOST[:PORT]/DATABASE, several hosts separated by commas, or sqlite:///PATH. "
            "Without a password: that has a field of its own.")));
    auto* login = new QHBoxLayout;
    login->setSpacing(12);
    login->addWidget(new FormField(QStringLiteral("&User"), m_user));
    login->addWidget(new FormField(QStringLiteral("&Password"), m_password));
    body()->addLayout(login);
    body()->addWidget(
        new FormField(QStringLiteral("Encryption key"), m_key,
                      QStringLiteral("The cluster's key, as in encryption_key_file of its nodes. Without "
                                     "it the console cannot ask the messengers.")));
    body()->addWidget(m_remember);
    links()->addWidget(m_test);
    addCancel();
    addButton(m_connect);
    m_test->setAutoDefault(false);
    m_connect->setDefault(true);
    m_connect->setObjectName(QStringLiteral("connect"));
    m_test->setObjectName(QStringLiteral("test"));
    m_limit.setSingleShot(true);
    m_limit.setInterval(testLimit);
    connect(&m_limit, &QTimer::timeout, this, [this] {
        const QString last = m_session ? m_session->status().error.message() : QString();
        finishTest(last.isEmpty() ? QStringLiteral("The database did not answer within 12 seconds.") : last,
                   {});
    });
    connect(m_test, &QPushButton::clicked, this, &ProfileDialog::test);
    connect(m_connect, &QPushButton::clicked, this, &ProfileDialog::save);
    for (QLineEdit* edit : {m_name, m_url, m_user, m_password})
        connect(edit, &QLineEdit::textEdited, this, &ProfileDialog::edited);
    connect(m_key, &KeyInput::changed, this, &ProfileDialog::edited);
    connect(m_remember, &QCheckBox::toggled, this, &ProfileDialog::edited);
    (profile.name.isEmpty() ? m_name : m_url)->setFocus();
    edited();
}

ProfileDialog::~ProfileDialog() = default;

QString ProfileDialog::urlWithUser(const QString& url, const QString& user)
{
    const QString trimmed = url.trimmed();
    const qsizetype scheme = trimmed.indexOf(QStringLiteral("://"));
    // QUrl cannot hold a list of hosts, so the user is put in by hand.
    if (user.trimmed().isEmpty() || scheme < 0 || trimmed.startsWith(QStringLiteral("sqlite:")))
        return trimmed;
    const qsizetype hostAt = scheme + 3;
    qsizetype end = trimmed.indexOf(u'/', hostAt);
    if (end < 0)
        end = trimmed.size();
    const qsizetype at = trimmed.lastIndexOf(u'@', end - 1);
    const QString rest = at >= hostAt ? trimmed.mid(at + 1) : trimmed.mid(hostAt);
    return trimmed.left(hostAt) + QString::fromLatin1(QUrl::toPercentEncoding(user.trimmed())) + u'@' + rest;
}

void ProfileDialog::edited()
{
    m_onceOnly = false;
    m_connect->setText(QStringLiteral("&Connect"));
    m_session.reset();
    m_limit.stop();
    m_test->setEnabled(true);
    showTrouble({});
    const bool usable = !m_name->text().trimmed().isEmpty() && !m_url->text().trimmed().isEmpty();
    m_connect->setEnabled(usable);
    m_connect->setToolTip(usable ? QString() : QStringLiteral("Name and database URL are needed."));
    m_test->setEnabled(!m_url->text().trimmed().isEmpty());
}

Result<ConnectionSpec> ProfileDialog::spec()
{
    ConnectionSpec spec;
    spec.name = m_name->text().trimmed();
    spec.url = urlWithUser(m_url->text(), m_user->text());
    spec.password = Secret(m_password->text().toUtf8());
    Result<Secret> key = m_key->key();
    if (!key)
        return Failure(key.error());
    spec.encryptionKey = *key;
    return spec;
}

void ProfileDialog::test()
{
    const Result<ConnectionSpec> wanted = spec();
    if (!wanted) {
        showTrouble(wanted.error().message());
        return;
    }
    m_test->setEnabled(false);
    showBusy(QStringLiteral("Connecting…"));
    m_session = std::make_unique<ClusterSession>(*wanted);
    connect(m_session.get(), &ClusterSession::viewChanged, this, [this] {
        const ClusterView& view = m_session->view();
        finishTest({}, QStringLiteral("Connected to %1: %2, %3.")
                           .arg(view.facts.cluster.name, view.facts.databaseVersion,
                                nodeCount(static_cast<qint64>(view.nodes.size()))));
    });
    connect(m_session.get(), &ClusterSession::statusChanged, this, [this] {
        const ClusterSession::Status status = m_session->status();
        if (status.link != ClusterSession::Link::Live && !status.error.what.isEmpty())
            finishTest(status.error.message(), {});
    });
    m_limit.start();
    m_session->start();
}

void ProfileDialog::finishTest(const QString& trouble, const QString& praise)
{
    m_limit.stop();
    m_test->setEnabled(true);
    if (m_session) {
        m_session->disconnect(this);
        m_session.release()->deleteLater();
    }
    if (trouble.isEmpty())
        showBusy(praise);
    else
        showTrouble(trouble);
}

void ProfileDialog::save()
{
    const Result<ConnectionSpec> wanted = spec();
    if (!wanted) {
        showTrouble(wanted.error().message());
        return;
    }
    Profile profile = m_profile;
    profile.name = wanted->name;
    profile.url = wanted->url;
    profile.keyFile = m_key->file();
    const Result<Profile> saved = m_store.save(profile);
    if (!saved) {
        showTrouble(saved.error().message());
        return;
    }
    m_profile = *saved;
    if (m_remember->isChecked() && !m_onceOnly) {
        keepSecrets(*saved, *wanted);
        return;
    }
    Q_EMIT connectAsked(*saved, *wanted);
    accept();
}

void ProfileDialog::keepSecrets(const Profile& profile, const ConnectionSpec& spec)
{
    const bool keepKey = profile.keyFile.isEmpty() && !spec.encryptionKey.isEmpty();
    if (spec.password.isEmpty() && !keepKey) {
        secretKept(profile, spec, {});
        return;
    }
    m_connect->setEnabled(false);
    showBusy(QStringLiteral("Asking the keychain…"));
    const auto keepTheKey = [this, profile, spec, keepKey](const Result<void>& before) {
        if (!before || !keepKey) {
            secretKept(profile, spec, before);
            return;
        }
        m_vault.write(profile.id, SecretKind::EncryptionKey, spec.encryptionKey)
            .then(this,
                  [this, profile, spec](const Result<void>& result) { secretKept(profile, spec, result); });
    };
    if (spec.password.isEmpty())
        keepTheKey({});
    else
        m_vault.write(profile.id, SecretKind::DatabasePassword, spec.password).then(this, keepTheKey);
}

void ProfileDialog::secretKept(const Profile& profile, const ConnectionSpec& spec, const Result<void>& result)
{
    if (result) {
        Q_EMIT connectAsked(profile, spec);
        accept();
        return;
    }
    m_onceOnly = true;
    m_connect->setEnabled(true);
    m_connect->setText(QStringLiteral("&Connect This Time Only"));
    showTrouble(
        QStringLiteral(
            "%1 The connection is saved without password and key; they can be used for this time only.")
            .arg(result.error().message()));
}

} // namespace rollcall
