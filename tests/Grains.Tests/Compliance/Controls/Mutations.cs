using System.Collections.Immutable;
using static Kolosal.Compliance.Controls.PassingWorld;

namespace Kolosal.Compliance.Controls;

/// <summary>For each query one changed record of <see cref="PassingWorld"/> that it must find, and whom it must name.</summary>
internal static class Mutations
{
    private const string Champion = "models/credit/versions/2", Credit = "models/credit", Data = "datasets/ds_2";

    /// <summary>Queries for which a record is missing however healthy a workspace is. Those among them that have no row below have no record at all.
    /// </summary>
    public static readonly ImmutableSortedSet<string> NeverPass =
        [];

    public static readonly ImmutableSortedDictionary<string, (Func<WorkspaceFacts, WorkspaceFacts> Change, string Offender)> All = Rows()
        .ToImmutableSortedDictionary(row => row.Query, row => (row.Change, row.Offender), StringComparer.Ordinal);

    private static IEnumerable<(string Query, Func<WorkspaceFacts, WorkspaceFacts> Change, string Offender)> Rows() =>
    [
        ("Q01", w => w.Model(m => m with
        {
            Approvals = [], Decisions = [.. m.Decisions.SkipLast(1), m.Decisions[^1] with { By = "dora" }],
        }), Champion),
        ("Q02", w => w.Model(m => m with { Decisions = [m.Decisions[^1] with { Evidence = Bundle("missing") }] }), Champion),
        ("Q03", w => w.Champion(v => v with { Metrics = [v.Metrics[0] with { Low = 0.8, High = 0.8 }] }), Champion),
        ("Q04", w => w.Champion(v => v with { Package = new(false, ["signature"]) }), Champion),
        ("Q05", w => w with { Replays = [w.Replays[0] with { Same = false }] }, Champion),
        ("Q06", w => w.Card(c => c with { OutOfScope = " " }), Champion),
        ("Q07", w => w.Model(m => m with { Steps = [.. m.Steps, new(Days(1), 2, "active", "retired")] }), Credit),
        ("Q08", w => w with { AsOf = Now.AddDays(60), Models = [w.Models[0]] }, Credit),
        ("Q09", w => w.Card(c => c with { RiskClass = "prohibited" }), Credit),
        ("Q11", w => w.Card(c => c with { Users = "" }), Champion),
        ("Q12", w => w with { Datasets = [.. w.Datasets.Skip(1)] }, Champion),
        ("Q13", w => w.Dataset(d => d with { Columns = [.. d.Columns.SkipLast(1), d.Columns[^1] with { Missing = 0.02 }] }), Data),
        ("Q14", w => w.Dataset(d => d with { UnwrittenWords = ["uses"] }), Data),
        ("Q15", w => w with { Classifications = [.. w.Classifications.Where(c => c.Asset != Data)] }, Data),
        ("Q16", w => w with { Classifications = [.. w.Classifications.Where(c => c.Asset != Credit)] }, Credit),
        ("Q17", w => w.Champion(v => v with { Groups = [v.Groups[0], v.Groups[1] with { Rows = 99 }] }), Champion),
        ("Q18", w => w.Dataset(d => d with { Transformations = [d.Transformations[0] with { HasExample = false }] }), Champion),
        ("Q19", w => w with { Platform = w.Platform! with { Region = "us" } }, Data),
        ("Q20", w => w.Model(m => m with { Drift = m.Drift! with { Held = "no reference" } }), Credit),
        ("Q21", w => w with { DriftDetections = [w.DriftDetections[0] with { Severity = "critical", DetectedAt = Days(1.1) }] },
            "drift-detections/dd_1"),
        ("Q22", w => w.Model(m => m with { Fairness = null }), Credit),
        ("Q23", w => w.Model(m => m with { Fairness = m.Fairness! with { Windows = [Window(1, 0.7), Window(2, 0.7), Window(3, 0.7)] } }), Credit),
        ("Q24", w => w.Model(m => m with { Service = m.Service! with { Objectives = [m.Service.Objectives[0] with { BudgetRemaining = -0.1 },
            .. m.Service.Objectives.Skip(1)] } }), Credit),
        ("Q25", w => w.Model(m => m with { Performance = m.Performance! with { Value = 0.74 } }), Credit),
        ("Q26", w => w.Model(m => m with { Performance = m.Performance! with { CalibrationError = 0.06 } }), Credit),
        ("Q27", w => w with { GoldenSets = [w.GoldenSets[0] with { Run = w.GoldenSets[0].Run! with { MustFails = 1 } }] }, Credit),
        ("Q28", w => w.Champion(v => v with { Evidence = [.. v.Evidence.SkipLast(1), v.Evidence[^1] with { Passed = false }] }), Champion),
        ("Q29", w => w.Suite("alarm-contract", false), "builds/b1"),
        ("Q30", w => w.Model(m => m with { Retrains = false }), Credit),
        ("Q31", w => w.Model(m => m with { Traffic = m.Traffic! with { WeekRefusals = 21 } }), Credit),
        ("Q32", w => w.Model(m => m with { HasReasons = false }), Credit),
        ("Q33", w => w with { Principals = [w.Principals[1]] }, Credit),
        ("Q34", w => w with { Referrals = [w.Referrals[1] with { CreatedAt = Days(40), DecidedAt = null, Status = "open" }] }, Credit),
        ("Q35", w => w with { Chain = w.Chain! with { Fault = "Entry 7 has another hash." } }, "audit/chain"),
        ("Q36", w => w with { Chain = w.Chain! with { Uneven = [new("model:acme/credit", 1, 0)] } }, "audit/model:acme/credit"),
        ("Q37", w => w.Model(m => m with { Traffic = m.Traffic! with { Sealed = 4999 } }), Credit),
        ("Q38", w => w with { Classifications = [w.Classifications[0] with { Exists = false }] }, "datasets/ds_1"),
        ("Q39", w => w with { Chain = w.Chain! with { Secrets = ImmutableSortedDictionary<long, string>.Empty.Add(7, "password") } },
            "audit/entries/7"),
        ("Q40", w => w with { Chain = w.Chain! with { StepsBack = ImmutableSortedDictionary<string, double>.Empty.Add("model:a", 1.5) } },
            "audit/model:a"),
        ("Q41", w => w with { Keys = [w.Keys[0] with { LastUsedAt = Days(46) }] }, "api-keys/key_1"),
        ("Q42", w => w with { Principals = [.. w.Principals.SkipLast(1), w.Principals[^1] with { Roles = ["reviewer", "trainer"] }] },
            "principals/remy"),
        ("Q43", w => w with { AccessReviews = [w.AccessReviews[0], w.AccessReviews[1] with { DueAt = Days(1) }] }, "access-reviews/ar_2"),
        ("Q44", w => w with { Keys = [w.Keys[0] with { PrincipalId = null, Roles = ["admin"] }] }, "api-keys/key_1"),
        ("Q45", w => w with { Platform = w.Platform! with { ForeignCallRefused = false } }, "platform/isolation"),
        ("Q48", w => w.Suite("malformed-requests", false), "builds/b1"),
        ("Q49", w => w with { Platform = w.Platform! with { Seals = w.Platform.Seals! with { Unsealed = ["blobs/a"] } } }, "files/blobs/a"),
        ("Q50", w => w with { Platform = w.Platform! with { Transport = new([new("http://0.0.0.0:80", false, false, null)], null) } },
            "listeners/http://0.0.0.0:80"),
        ("Q52", w => w with { Platform = w.Platform! with { ConfigurationSha256 = new('c', 64) } }, "platform/configuration"),
        ("Q55", w => w with { Environment = new("test", ["ds_1"]) }, Data.Replace('2', '1')),
        ("Q60", w => w with { Incidents = [.. w.Incidents.Where(incident => incident.Kind != "privacy")] }, "runbooks/privacy"),
        ("Q46", w => w with { SecurityEvents = [w.SecurityEvents[0] with { Status = "open" }, w.SecurityEvents[1]] }, "security-events/se_1"),
        ("Q51", w => w with { Secrets = [w.Secrets[0] with { IsOverdue = true }] }, "secrets/master-key"),
        ("Q56", w => w with { Platform = w.Platform! with { DiskShare = 0.8 } }, "platform/disk"),
        ("Q57", w => w with { Platform = w.Platform! with { Silos = 1 } }, "platform/silos"),
        ("Q58", w => w with { Incidents = [w.Incidents[0] with { AcknowledgedAt = Days(3).AddMinutes(61) }] }, "incidents/in_1"),
        ("Q59", w => w with { Incidents = [w.Incidents[0] with { Actions = [new("ai_1", "olga", Days(1), false)] }] }, "incidents/in_1"),
        ("Q63", w => w with { Channels = [w.Channels[0] with { WaitingSince = Now.AddMinutes(-16) }] }, "webhooks/log"),
        ("Q68", w => w with { Retention = w.Retention! with { PurgedAt = Days(1.1) } }, "privacy/retention"),
        ("Q70", w => w.Champion(v => v with { Inputs = [.. v.Inputs, "email"] }), Champion),
        ("Q71", w => w with { Datasets = [.. w.Datasets.SkipLast(1), w.Datasets[^1] with { Anonymity = new(4, 2, 0.2) }] }, "datasets/ds_3"),
        ("Q72", w => w with { Disclosures = w.Disclosures with { Made = [w.Disclosures.Made[0] with { ApprovedBy = null }] } }, "disclosures/dis_1"),
        ("Q75", w => w.Card(c => c with { Owner = "gone" }), Credit),
        ("Q77", w => w with { Evaluator = w.Evaluator! with { Attestations = [w.Evaluator.Attestations[0] with { ApprovedBy = "olga" }] } },
            "evidence/ev_1"),
        ("Q78", w => w with { Evaluator = w.Evaluator! with { EvaluatedAt = Now.AddMinutes(-61) } }, "compliance/evaluation"),
    ];
}
