using System.Collections.Immutable;
using Kolosal.Compliance.Controls;

namespace Kolosal.Compliance.Registers;

/// <summary>Worlds for the questions to registers: one in which all hold, and what each change of one record must turn red.</summary>
internal static class RegisterWorlds
{
    public static readonly DateTimeOffset Now = new(2026, 11, 30, 12, 0, 0, TimeSpan.Zero);

    public static readonly WorkspaceFacts Empty = new(Now);

    /// <summary>Everything is as it should be.</summary>
    public static readonly WorkspaceFacts Good = new(Now)
    {
        Registers = new()
        {
            Risks = [new("rsk_1", "approved", ["models/credit"], 12, 6, Ago(30), Ago(40), Ago(41), true, true)],
            Assessments = [new("imp_1", "approved", "credit", 1, Ago(100), true, true)],
            Activities = [new("pro_1", "approved", ["datasets/ds_1", "models/credit"], Ago(100))],
            Requests = [new("req_1", "erase", "fulfilled", Ago(20), Ago(-10), Ago(5), "er_1", false)],
            Concerns = [new("con_1", Ago(20), Ago(17), Ago(19), Ago(6), Ago(10), true, false)],
            Suppliers = [new("sup_1", "approved", ["models/credit", "datasets/ds_2"], Ago(200))],
            Competences = [new("cmp_1", "approved", "prn_ann", ["trainer", "reviewer"], Ago(100))],
            Objectives = [new("obj_1", "approved", true, true, Ago(30))],
            Duties =
            [
                new("INC-2026-000001", Ago(9), Ago(9.5), [new("gdpr_breach", Ago(7), Ago(8))], true, Ago(7), Ago(8), true),
            ],
            Uses = [new("use_1", "key_rotation", Ago(10), Ago(9.9), Ago(9), true, true, "secret-rotations/rot_1")],
            Systems = [new("credit", Ago(60), Ago(60), 1, true, true)],
            PersonalDatasets = ["ds_1"],
            Imports = [new("models/credit", true, true), new("datasets/ds_2", true, true)],
            Incidents = [new("INC-2026-000001", Ago(10))],
            Holders = [new("prn_ann", ["trainer", "reviewer"], Ago(200)), new("prn_bob", ["consumer"], Ago(200))],
            Erasures = [new("er_1", true)],
            Doings = [new("secret-rotations/rot_1", Ago(10))],
        },
        Outside = new()
        {
            Backups = [new("bk_1", "full", Ago(3), true, true, true, false), new("bk_2", "incremental", Ago(0.5), true, true, true, false)],
            RestoreDrills = [new("dr_1", Ago(10), true, TimeSpan.FromMinutes(20), TimeSpan.FromMinutes(10))],
            FaultDrills = [.. new[] { "silo_loss", "db_failover", "queue_delay", "connector_outage", "service_degradation" }
                .Select(kind => new FaultDrillFact($"ch_{kind}", kind, Ago(30), true, 0, TimeSpan.FromMinutes(1)))],
            Builds =
            [
                new("ev_1", "b1", "abc", Ago(2), "bob", "ann", Strings(("a.dll", "00")),
                    Flags("tests", "purity", "conventions", "permissions"), "k"),
            ],
            BillsOfMaterials = [new("ev_2", "b1", Ago(2), 40, [], [], "k")],
            Scans = [new("ev_3", "b1", Ago(1), 40, 0, [new("CVE-1", "x 1.0", "high", Ago(10)), new("CVE-2", "y 1.0", "low", Ago(300))], "k")],
        },
    };

    public static DateTimeOffset Ago(double days) => Now.AddDays(-days);

    public static WorkspaceFacts With(Func<RegisterFacts, RegisterFacts> change) => Good with { Registers = change(Good.Registers) };

    public static WorkspaceFacts Without(Func<OutsideFacts, OutsideFacts> change) => Good with { Outside = change(Good.Outside) };

    public static ImmutableSortedDictionary<string, bool> Flags(params string[] passed) =>
        passed.ToImmutableSortedDictionary(name => name, _ => true, StringComparer.Ordinal);

    private static ImmutableSortedDictionary<string, string> Strings(params (string Name, string Value)[] pairs) =>
        pairs.ToImmutableSortedDictionary(pair => pair.Name, pair => pair.Value, StringComparer.Ordinal);
}
