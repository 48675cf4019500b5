using System.Collections.Immutable;

namespace Kolosal.Compliance.Controls;

/// <summary>One healthy workspace: a high-risk credit model in service, with everything around it as it should be.</summary>
internal static class PassingWorld
{
    public static readonly DateTimeOffset Now = new(2026, 6, 1, 12, 0, 0, TimeSpan.Zero);

    private static readonly string Package = new('a', 64), Hash = new('b', 64);

    public static WorkspaceFacts Facts { get; } = new(Now)
    {
        Models = [Credit()],
        Runs = [new("run_1", "ds_2", "completed", "trina", Days(20), Days(20))],
        Replays = [new("rp_1", "credit", 2, true, Days(10))],
        Datasets =
        [
            new("ds_1", "dora", Days(60), 5000)
            {
                SourceKind = "upload", SourceSha256 = Hash, Schemas = 1, Columns = [new("income", "feature", false, 0, null)],
            },
            new("ds_2", "dora", Days(30), 5000)
            {
                Parent = "ds_1",
                MadeBy = "clean",
                SourceSha256 = Hash,
                Schemas = 1,
                Transformations = [new("impute income", 5000, 5000, 12, true)],
                ContainsPersonalData = true,
                Columns =
                [
                    new("income", "feature", false, 0.01, null), new("sex", "feature", true, 0, null), new("email", "ignored", false, 0, "email"),
                    new("default", "target", false, 0, null),
                ],
                Quality = new(0, [], [])
                {
                    TypeConsistency = Shares(("income", 1), ("sex", 1)), Validity = Shares(("income", 0.99), ("sex", 1)),
                },
                Budget = new(1, 0.5),
            },
            new("ds_3", "dora", Days(30), 400) { MadeBy = "anonymize", Parent = "ds_2", Anonymity = new(5, 2, 0.2) },
        ],
        DriftDetections = [new("dd_1", "credit", "high", "open", Days(1))],
        SignIns =
        [
            new("si_1", "olga", "console_oidc", ["admin"], false, 480, Days(0.2), Days(20)),
            new("si_2", "olga", "token", ["admin"], false, 60, Days(0.1), null),
            new("si_3", "trina", "token", ["trainer"], true, 600, Days(0.1), Days(0.1)),
        ],
        Disclosures = new(true, ["datasets/ds_1", "datasets/ds_2"],
        [
            new("dis_1", "datasets/ds_2", "trina", "yearly audit", "auditors", 5000, 1, Days(4), "US", true, true, "olga"),
        ]),
        Referrals =
        [
            .. Enumerable.Range(0, 30).Select(i => new ReferralFact(
                $"rf_{i}", "credit", i == 0 ? "overridden" : "upheld", Days(5), Days(4), Days(4.5), i == 1)),
        ],
        Retrainings = [new("rt_1", "credit", "accepted", Days(3))],
        GoldenSets = [new("gd_1", "credit", Hash, "olga", new(2, Days(2), 0, 1))],
        RegressionTests = [new("rg_1", "credit", "pass", Days(1))],
        Incidents =
        [
            new("in_1", "drift", "sev2", "postmortem", Days(3))
            {
                AcknowledgedAt = Days(3).AddMinutes(10), MitigatedAt = Days(3).AddHours(2), ResolvedAt = Days(2.8), PostmortemAt = Days(1),
                HasRootCause = true, Actions = [new("ai_1", "olga", Now.AddDays(5), false)],
            },
            .. ((string[])["security", "availability", "data_loss", "performance", "fairness", "privacy"]).Select(kind =>
                new IncidentFact($"ex_{kind}", kind, "sev4", "postmortem", Days(50))
                {
                    ResolvedAt = Days(50), PostmortemAt = Days(49), HasRootCause = true,
                }),
        ],
        SecurityEvents =
        [
            new("se_1", "high", "resolved", "10.0.0.1", Days(3), Days(3)), new("se_2", "low", "open", SecurityEventFact.Probe, Days(9), Days(0.1)),
        ],
        Keys = [new("key_1", "olga", ["consumer"], Days(10), Now.AddDays(50), Days(0.1))],
        Principals =
        [
            new("olga", ["admin"], Days(40), Days(0.1)), new("rita", ["reviewer"], Days(40), Days(1)), new("remy", ["reviewer"], Days(40), Days(1)),
        ],
        AccessReviews =
        [
            new("ar_1", "user_access", "olga", "approved", Days(20), Days(10), Days(15)),
            new("ar_2", "api_keys", "key_1", "pending", Days(2), Now.AddDays(5), null),
        ],
        Secrets = [new("master-key", "encryption_key", Now.AddDays(100), false, false)],
        Classifications =
        [
            Classified("datasets/ds_1"), Classified("datasets/ds_2"), Classified("datasets/ds_3"), Classified("models/credit"),
        ],
        Channels = [new("log", "log", null, 100, 0, Days(1), null)],
        Retention = new(true, 365, Days(0.2), ImmutableSortedDictionary<string, DateTimeOffset>.Empty),
        Chain = new(500, null, 500, null, Days(60), 0) { Records = 40, Looked = 500 },
        Platform = new("eu", 0.4, 0.3, 2)
        {
            ConfigurationSha256 = Hash,
            TimeSource = new(true, 0.02),
            Seals = new(12, [], "file", null),
            Transport = new([new("https://0.0.0.0:443", true, false, Now.AddDays(60)), new("http://127.0.0.1:8080", false, true, null)], null),
            ForeignCallRefused = true,
        },
        Environment = new("test", ["ds_9"]),
        Evidence = new(
        [
            Document("ev_2", null, Hash, ConfigurationBaseline.Control), Document("ev_3", "privacy-notice", Package),
        ]),
        Outside = new()
        {
            Builds =
            [
                new("ev_4", "b1", "98b3a0c7", Days(2), "rita", "olga", ImmutableSortedDictionary<string, string>.Empty,
                    ((string[])["permissions", "malformed-requests", "alarm-contract"]).ToImmutableSortedDictionary(suite => suite, _ => true), "k"),
            ],
        },
        Registers = new()
        {
            Roles =
            [
                .. ((string[])["ai_owner", "data_steward", "approver", "security_officer", "data_protection_officer"])
                    .Select(role => new NamedRoleFact(role, "olga")),
            ],
        },
        Evaluator = new(Now.AddMinutes(-10), [])
        {
            Attestations = [new("ev_1", "approved", "olga", "rita", Now.AddDays(100), Now.AddDays(90), true)],
            Reds = [new("iso42001/A.2.2", Days(2), true, Now.AddDays(3))],
            Waivers = [new("iso27001/A.8.14", Days(5), Now.AddDays(60))],
        },
    };

    public static DateTimeOffset Days(double ago) => Now.AddDays(-ago);

    /// <summary>The world with its model changed.</summary>
    public static WorkspaceFacts Model(this WorkspaceFacts facts, Func<ModelFact, ModelFact> change) =>
        facts with { Models = [change(facts.Models[0])] };

    /// <summary>The world with another outcome of a suite of its build.</summary>
    public static WorkspaceFacts Suite(this WorkspaceFacts facts, string suite, bool passed) => facts with
    {
        Outside = facts.Outside with { Builds = [facts.Outside.Builds[0] with { Suites = facts.Outside.Builds[0].Suites.SetItem(suite, passed) }] },
    };

    /// <summary>The world with its champion changed.</summary>
    public static WorkspaceFacts Champion(this WorkspaceFacts facts, Func<VersionFact, VersionFact> change) =>
        facts.Model(model => model with { Versions = [model.Versions[0], change(model.Versions[1])] });

    public static WorkspaceFacts Card(this WorkspaceFacts facts, Func<CardFact, CardFact> change) =>
        facts.Champion(version => version with { Card = change(version.Card) });

    /// <summary>The world with the dataset that the champion learned from changed.</summary>
    public static WorkspaceFacts Dataset(this WorkspaceFacts facts, Func<DatasetFact, DatasetFact> change) =>
        facts with { Datasets = [facts.Datasets[0], change(facts.Datasets[1]), facts.Datasets[2]] };

    private static ModelFact Credit() => new("credit", 2, null)
    {
        Versions =
        [
            new(1, "approved", Hash, "trina", "run_0", "ds_1", Days(50)),
            new(2, "active", Package, "trina", "run_1", "ds_2", Days(20))
            {
                Package = new(true, []),
                Card = new()
                {
                    Description = "Credit default", IntendedUse = "Consumer credit", OutOfScope = "Companies", Limitations = "None above 70 years",
                    Ethics = "Watched", Contact = "risk team", Owner = "olga", Purpose = "Lend well", Users = "Clerks", PartyRole = "deployer",
                    RiskClass = "high", ProhibitedScreening = "Not prohibited", AffectedGroups = "Applicants", LegalEffect = true,
                    Criticality = "high", WrittenAt = Days(20),
                },
                Metrics = [new("roc_auc", 0.8, 0.77, 0.83), new("ece", 0.02, 0.01, 0.03)],
                PrimaryMetric = "roc_auc",
                IsHeldOut = true,
                TestRows = 1000,
                Record = new(Hash, Hash, 3, true),
                Evidence = [new("fairness", true, Hash, Days(19)), new("golden_set", true, Hash, Days(19)), new("robustness", true, Hash, Days(19))],
                Validation = new(Days(19), true, Package),
                Inputs = ["income", "sex"],
                ProtectedInputs = ["sex"],
                Groups = [new("sex", "female", 2500), new("sex", "male", 2500)],
                HasFairnessReport = true,
            },
        ],
        Decisions =
        [
            new(Days(40), "suspend", 1, null, "olga", null, false), new(Days(39), "rollback", 1, "active", "olga", null, false),
            new(Days(18), "promote", 2, "active", "rita", Bundle("passed"), true),
        ],
        Steps =
        [
            new(Days(50), 1, null, "evaluating"), new(Days(49), 1, "evaluating", "approved"), new(Days(49), 1, "approved", "active"),
            new(Days(20), 2, null, "evaluating"), new(Days(18), 2, "evaluating", "approved"), new(Days(18), 1, "active", "approved"),
            new(Days(18), 2, "approved", "active"),
        ],
        Approvals = [new(2, "remy", Days(18.5), true, Package)],
        Traffic = new(5000, Days(0.1), 5003, Days(0.1), 2000, 2)
        {
            WeekScored = 2000,
            WeekUnlike = 100,
            WeekPurposes = [new(2, ["credit-check"], ImmutableSortedDictionary<string, long>.Empty.Add("credit-check", 1500), 0, 500)],
            LastByVersion = ImmutableSortedDictionary<int, DateTimeOffset>.Empty.Add(1, Days(18)).Add(2, Days(0.1)),
            Coverage = [new(2, 0.9, 0.91, 1000)],
        },
        Drift = new(2, null, Days(1), 10),
        Fairness = new(2, null, Days(1), 10, 100, [.. Enumerable.Range(1, 3).Select(i => Window(i, 0.9))]),
        Service = new(Now, [.. ((string[])["availability", "latency", "error_rate", "freshness", "quality"]).Select(kind =>
            new ObjectiveFact($"slo_credit.{kind}", kind, 0.8, 0.5, null))]),
        Performance = new(2, 800, Days(2), "roc_auc", 0.79, true, 0.03),
        Referrals = new(true, 1, 60),
        Explained = new(100, 1e-12, 40, 0.9, null, Days(1)),
        HasReasons = true,
        Retrains = true,
    };

    public static ImmutableSortedDictionary<string, string> Bundle(string fairness) =>
        ((string[])["metric", "calibration", "test_drift", "golden_set", "card"]).ToImmutableSortedDictionary(name => name, _ => "passed")
            .Add("fairness", fairness);

    /// <summary>A window in which the four-fifths ratio is known to ± 0.05.</summary>
    public static FairnessWindowFact Window(int ago, double ratio) =>
        new($"w_{ago}", 2, Days(ago), [new("sex", "disparate_impact", ratio, ratio - 0.05, ratio + 0.05)]);

    private static EvidenceFact Document(string id, string? kind, string sha256, params ImmutableArray<string> controls) =>
        new(id, kind, EvidencePhase.Approved, "olga", "rita", "rita", null, Days(5), Days(5), null, null, true, controls) { Sha256 = sha256 };

    public static ClassificationFact Classified(string asset) =>
        new($"dc_{asset}", asset, "confidential", "pii", "eu", 365, "olga", Days(30), asset == "datasets/ds_1", true);

    private static ImmutableSortedDictionary<string, double> Shares(params (string Column, double Share)[] shares) =>
        shares.ToImmutableSortedDictionary(share => share.Column, share => share.Share);
}
