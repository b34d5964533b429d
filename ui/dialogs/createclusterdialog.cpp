#include "ui/dialogs/createclusterdialog.h"

#include "ui/dialogs/keyfile.h"
#include "ui/dialogs/profiledialog.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/labels.h"

#include <QDir>
#include <QFileDialog>
#include <QFileInfo>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QProgressBar>
#include <QRadioButton>
#include <QStackedLayout>
#include <QVBoxLayout>

namespace rollcall
{

namespace
{

constexpr int createDialogWidth = 560;

QString fileNameOf(const QString& cluster)
{
    QString name;
    for (const QChar each : cluster.trimmed().toLower())
        name += each.isLetterOrNumber() ? each : QChar(u'-');
    return name.isEmpty() ? QStringLiteral("cluster") : name;
}

} // namespace

CreateClusterDialog::CreateClusterDialog(ProfileStore& store, SecretVault& vault, QWidget* parent)
    : DialogFrame(QStringLiteral("Create a Cluster"),
                  QStringLiteral(
                      "A cluster is one database. Its nodes find each other there, and prove to each other "
                      "that they hold the same encryption key."),
                  parent)
    , m_store(store)
    , m_vault(vault)
    , m_name(new QLineEdit(this))
    , m_url(new QLineEdit(this))
    , m_user(new QLineEdit(this))
    , m_password(new QLineEdit(this))
    , m_newKey(new QRadioButton(QStringLiteral("&Generate a new key"), this))
    , m_ownKey(new QRadioButton(QStringLiteral("Use a key that I &have"), this))
    , m_keyFile(new QLineEdit(this))
    , m_plan(new TextLabel({}, TextStyle::Small, Ink::Text2, this))
    , m_bar(new QProgressBar(this))
    , m_steps(new TextLabel({}, TextStyle::Base, Ink::Text2, this))
    , m_next(new TextLabel({}, TextStyle::Base, Ink::Text, this))
    , m_pages(new QStackedLayout)
    , m_cancel(addCancel())
    , m_create(accentButton(QStringLiteral("&Create Cluster"), this))
{
    setMinimumWidth(createDialogWidth);
    addButton(m_create);
    m_create->setDefault(true);
    m_create->setObjectName(QStringLiteral("create"));
    m_pages->addWidget(makeForm());
    m_pages->addWidget(makeProgress());
    body()->addLayout(m_pages);
    connect(m_create, &QPushButton::clicked, this, [this] {
        if (m_done) {
            Q_EMIT created(m_profile, m_spec);
            accept();
        } else {
            create();
        }
    });
    connect(m_keyFile, &QLineEdit::textEdited, this, [this] { m_keyPathEdited = true; });
    for (QLineEdit* edit : {m_name, m_url, m_user, m_password, m_keyFile})
        connect(edit, &QLineEdit::textChanged, this, &CreateClusterDialog::edited);
    connect(m_newKey, &QRadioButton::toggled, this, &CreateClusterDialog::edited);
    m_newKey->setChecked(true);
    m_name->setFocus();
    edited();
}

CreateClusterDialog::~CreateClusterDialog() = default;

QWidget* CreateClusterDialog::makeForm()
{
    auto* form = new QWidget(this);
    auto* layout = new QVBoxLayout(form);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(12);
    m_name->setPlaceholderText(QStringLiteral("Production"));
    m_url->setPlaceholderText(QStringLiteral("postgresql://db1/rollcall?sslmode=verify-full"));
    m_password->setEchoMode(QLineEdit::Password);
    layout->addWidget(new FormField(QStringLiteral("&Name"), m_name));
    layout->addWidget(
        new FormField(QStringLiteral("&Database URL"), m_url,
                      QStringLiteral("An empty database that exists: postgresql://HOST[:PORT]/DATABASE; or "
                                     "sqlite:///PATH, which is made when it is missing.")));
    auto* login = new QHBoxLayout;
    login->setSpacing(12);
    login->addWidget(new FormField(QStringLiteral("&User"), m_user));
    login->addWidget(new FormField(QStringLiteral("&Password"), m_password));
    layout->addLayout(login);
    QPushButton* browse = plainButton(QStringLiteral("&Browse…"), form);
    browse->setAutoDefault(false);
    connect(browse, &QPushButton::clicked, this, &CreateClusterDialog::browseKey);
    auto* choice = new QHBoxLayout;
    choice->setSpacing(24);
    choice->addWidget(m_newKey);
    choice->addWidget(m_ownKey);
    choice->addStretch(1);
    auto* path = new QWidget(form);
    auto* pathRow = new QHBoxLayout(path);
    pathRow->setContentsMargins(0, 0, 0, 0);
    pathRow->setSpacing(8);
    pathRow->addWidget(m_keyFile, 1);
    pathRow->addWidget(browse);
    m_keyFile->setTextMargins(6, 0, 6, 0);
    m_keyFile->setAccessibleName(QStringLiteral("Path of the encryption key file"));
    layout->addLayout(choice);
    layout->addWidget(
        new FormField(QStringLiteral("Encryption key file"), path,
                      QStringLiteral("Every node needs a copy of it. Keep one where a failed disk cannot "
                                     "take it.")));
    m_plan->setWordWrap(true);
    layout->addWidget(m_plan);
    layout->addStretch(1);
    return form;
}

QWidget* CreateClusterDialog::makeProgress()
{
    auto* page = new QWidget(this);
    auto* layout = new QVBoxLayout(page);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(12);
    m_bar->setRange(0, ClusterCreator::steps);
    m_bar->setTextVisible(false);
    m_steps->setWordWrap(true);
    m_next->setWordWrap(true);
    m_next->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    layout->addWidget(m_bar);
    layout->addWidget(m_steps);
    layout->addWidget(m_next);
    layout->addStretch(1);
    return page;
}

void CreateClusterDialog::browseKey()
{
    const bool make = m_newKey->isChecked();
    auto* chooser =
        new QFileDialog(this, QStringLiteral("Encryption Key File"), QFileInfo(keyPath()).absolutePath());
    chooser->setAttribute(Qt::WA_DeleteOnClose);
    chooser->setAcceptMode(make ? QFileDialog::AcceptSave : QFileDialog::AcceptOpen);
    chooser->setFileMode(make ? QFileDialog::AnyFile : QFileDialog::ExistingFile);
    connect(chooser, &QFileDialog::fileSelected, this, [this](const QString& chosen) {
        m_keyPathEdited = true;
        m_keyFile->setText(chosen);
    });
    chooser->open();
}

QString CreateClusterDialog::keyPath() const
{
    return m_keyFile->text().trimmed();
}

void CreateClusterDialog::edited()
{
    if (!m_keyPathEdited) {
        const QString folder = QFileInfo(ProfileStore::defaultFile()).absolutePath();
        const QString path =
            m_newKey->isChecked()
                ? QDir(folder).filePath(QStringLiteral("keys/%1.key").arg(fileNameOf(m_name->text())))
                : QString();
        m_keyFile->setText(path);
    }
    const QString key = m_newKey->isChecked()
                            ? QStringLiteral("writes a new key to %1, readable by you only").arg(keyPath())
                            : QStringLiteral("uses the key in %1").arg(keyPath());
    m_plan->setText(
        QStringLiteral("Creating the cluster connects to the database, creates Rollcall's tables there, %1, "
                       "and saves the connection. It refuses a database that has a cluster already.")
            .arg(key));
    const bool usable =
        !m_name->text().trimmed().isEmpty() && !m_url->text().trimmed().isEmpty() && !keyPath().isEmpty();
    m_create->setEnabled(usable);
    m_create->setToolTip(usable ? QString() : QStringLiteral("Name, database URL and key file are needed."));
    showTrouble({});
}

void CreateClusterDialog::create()
{
    const Result<Secret> key =
        m_newKey->isChecked() ? Result<Secret>(generateKey()) : readSecretFile(keyPath());
    if (!key) {
        showTrouble(key.error().message());
        return;
    }
    m_spec = {};
    m_spec.name = m_name->text().trimmed();
    m_spec.url = ProfileDialog::urlWithUser(m_url->text(), m_user->text());
    m_spec.password = Secret(m_password->text().toUtf8());
    m_spec.encryptionKey = *key;
    if (m_newKey->isChecked()) {
        // The key first: a cluster whose key could not be saved would be useless.
        if (const Result<void> saved = saveKey(*key, keyPath()); !saved) {
            showTrouble(saved.error().message());
            return;
        }
        m_ownKey->setChecked(true);
        m_keyPathEdited = true;
    }
    m_create->setEnabled(false);
    m_pages->setCurrentIndex(1);
    m_bar->setValue(0);
    m_stepsDone.clear();
    showTrouble({});
    m_creator = std::make_unique<ClusterCreator>(m_spec);
    connect(m_creator.get(), &ClusterCreator::stepStarted, this, &CreateClusterDialog::step);
    connect(m_creator.get(), &ClusterCreator::stepFinished, this,
            [this] { m_bar->setValue(m_bar->value() + 1); });
    m_creator->create(m_spec.name).then(this, [this](const Result<ClusterId>& result) { finished(result); });
}

void CreateClusterDialog::step(ClusterCreator::Step, const QString& sentence)
{
    m_stepsDone << sentence;
    m_steps->setText(m_stepsDone.join(u'\n'));
}

void CreateClusterDialog::finished(const Result<ClusterId>& result)
{
    m_creator.release()->deleteLater();
    if (!result) {
        m_pages->setCurrentIndex(0);
        m_create->setEnabled(true);
        showTrouble(result.error().message());
        return;
    }
    Profile profile;
    profile.name = m_spec.name;
    profile.url = m_spec.url;
    profile.keyFile = keyPath();
    const Result<Profile> saved = m_store.save(profile);
    m_profile = saved ? *saved : profile;
    m_bar->setValue(ClusterCreator::steps);
    if (!saved)
        showNext(QStringLiteral("The connection could not be saved: %1").arg(saved.error().message()));
    else if (m_spec.password.isEmpty())
        showNext({});
    else
        keepPassword(m_profile);
}

void CreateClusterDialog::keepPassword(const Profile& profile)
{
    m_vault.write(profile.id, SecretKind::DatabasePassword, m_spec.password)
        .then(this, [this](const Result<void>& result) {
            showNext(result ? QString()
                            : QStringLiteral("%1 The password is used for this time only.")
                                  .arg(result.error().message()));
        });
}

void CreateClusterDialog::showNext(const QString& note)
{
    m_done = true;
    setTitle(QStringLiteral("%1 Is Created").arg(m_spec.name));
    setSentence(QStringLiteral("The cluster waits for its first node, which becomes the primary."));
    m_next->setText(
        QStringLiteral("1.  Copy %1 to every server, as /etc/rollcall/encryption-key.\n"
                       "2.  Open the cluster and choose Add Node… for each server: it writes the complete "
                       "node.toml and says what to run.\n"
                       "3.  When the nodes are healthy, enable load balancing, then high availability.")
            .arg(keyPath()));
    if (!note.isEmpty())
        showTrouble(note);
    m_cancel->hide();
    m_create->setText(QStringLiteral("&Open Cluster"));
    m_create->setEnabled(true);
    m_create->setToolTip({});
    m_create->setFocus();
}

} // namespace rollcall
