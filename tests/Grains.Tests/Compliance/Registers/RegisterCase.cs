using System.Collections.Immutable;

namespace Kolosal.Compliance.Registers;

/// <summary>One kind of record with fields that are complete for every status, and its table written by hand.</summary>
/// <param name="Name">The kind.</param>
/// <param name="Table">As <c>draft>in_review,withdrawn;…</c>, the first status first.</param>
internal abstract record RegisterCase(string Name, string Table)
{
    private const string Hash = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

    private const string Reviewed =
        "draft>in_review,withdrawn;in_review>approved,rejected,draft;approved>in_review,draft,withdrawn;rejected>draft,withdrawn;withdrawn>";

    private static readonly DateTimeOffset Past = new(2020, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>All kinds.</summary>
    public static readonly ImmutableArray<RegisterCase> All =
    [
        new Of<Risk, IRiskGrain>("risk", Reviewed, new()
        {
            Title = "Wrong refusals", About = ["models/credit"], Source = RiskSource.Model, Description = "People are refused wrongly.",
            Likelihood = 3, Consequence = 4, Treatment = RiskTreatment.Reduce, TreatmentPlan = "Referrals.", TreatmentDue = Past,
            Controls = ["Q33"], ResidualLikelihood = 2, ResidualConsequence = 3,
        }),
        new Of<ImpactAssessment, IImpactAssessmentGrain>("impact", Reviewed, new()
        {
            Title = "Credit", Model = "credit", Version = 1, Groups = ["applicants"], Individuals = "a", GroupEffects = "b", Society = "c",
            Findings = "d", DpiaDue = true, DpiaHash = Hash,
        }),
        new Of<ProcessingActivity, IProcessingActivityGrain>("processing", Reviewed, new()
        {
            Title = "Scoring", About = ["datasets/ds_1"], Purpose = "Credit", Role = ProcessingRole.Controller, Basis = LawfulBasis.Consent,
            DataCategories = ["income"], Subjects = ["applicants"], Recipients = [], Transfers = [], RetentionDays = 30, Measures = "m",
            ConsentReference = "c1",
        }),
        new Of<SubjectRequest, ISubjectRequestGrain>("request", "received>verified,refused;verified>fulfilled,refused;fulfilled>;refused>verified",
            new()
            {
                Title = "Erase", Kind = SubjectRequestKind.Erase, SubjectKey = "s1", IdentityCheck = "letter", Outcome = "done", ProofHash = Hash,
                RecipientsTold = [], ErasureId = "er_1",
            }),
        new Of<Concern, IConcernGrain>("concern",
            "received>acknowledged,answered;acknowledged>answered;answered>closed,acknowledged;closed>acknowledged",
            new() { Title = "Unfair", Text = "It is.", Answer = "Looked at.", Effect = RiskEffect.None }),
        new Of<Supplier, ISupplierGrain>("supplier", Reviewed, new()
        {
            Title = "Models Ltd", About = ["models/m"], Licence = "MIT", Assessment = "sound", ContractHash = Hash, Location = "DE",
        }),
        new Of<Competence, ICompetenceGrain>("competence", Reviewed, new()
        {
            Title = "AI course", Principal = "prn_x", Course = "AI", CompletedAt = Past, Roles = ["trainer"], DocumentHash = Hash,
        }),
        new Of<ManagementObjective, IManagementObjectiveGrain>("objective", Reviewed, new()
        {
            Title = "Available", Metric = "availability", Unit = "share", Target = 0.99, Side = TargetSide.AtLeast, Monitor = "slos/a",
            ReachBy = Past,
        }),
        new Of<CorrectiveAction, ICorrectiveActionGrain>("action", "open>done,withdrawn;done>confirmed,open;confirmed>open;withdrawn>open",
            new() { Title = "Mend", Control = "Q24", Due = Past, Cause = "c", Action = "a" }),
        new Of<Waiver, IWaiverGrain>("waiver",
            "draft>in_review,withdrawn;in_review>approved,rejected,draft;approved>withdrawn;rejected>draft,withdrawn;withdrawn>",
            new() { Title = "Until the move", Control = "Q64", ControlOwner = "olga", Reason = "r", Until = DateTimeOffset.UtcNow.AddDays(30) }),
        new Of<Applicability, IApplicabilityGrain>("applicability", Reviewed, new()
        {
            Title = "A.6.2.4", Framework = "iso42001", Control = "A.6.2.4", Applies = true, Reason = "r",
        }),
        new Of<ManagedRole, IManagedRoleGrain>("role", Reviewed, new()
        {
            Title = "AI owner", Role = NamedRole.AiOwner, Holder = "olga", Duties = "d",
        }),
        new Of<IncidentDuty, IIncidentDutyGrain>("duty", "open>closed;closed>open", new()
        {
            Title = "Breach", Incident = "INC-2026-000001", AwareAt = Past, Regimes = [ReportingRegime.GdprBreach], Reason = "r",
            ReportedAt = Past.AddHours(1), AffectsUsers = false,
        }),
        new Of<PrivilegedUse, IPrivilegedUseGrain>("use", "open>done,withdrawn;done>confirmed,open;confirmed>open;withdrawn>open", new()
        {
            Title = "Restore", Action = PrivilegedAction.Restore, Reason = "r", Ticket = "T-1", SecondPerson = "olga", StartedAt = Past,
        }),
    ];

    /// <summary>Statuses in the order of the table, each with those that may follow.</summary>
    public ImmutableArray<(RegisterStatus From, ImmutableArray<RegisterStatus> To)> Rows =>
        [.. Table.Split(';').Select(row => row.Split('>')).Select(row => (Parse(row[0]),
            row[1].Split(',', StringSplitOptions.RemoveEmptyEntries).Select(Parse).ToImmutableArray()))];

    public RegisterStatus First => Rows[0].From;

    /// <summary>Whether somebody else than the author takes a record there.</summary>
    public static bool IsDecided(RegisterStatus status) => status is RegisterStatus.Approved or RegisterStatus.Rejected or RegisterStatus.Confirmed;

    /// <summary>Makes the record by <c>ann</c>; answers the refusal's code, or null.</summary>
    public abstract Task<string?> CreateAsync(IGrainFactory grains, string workspace);

    /// <summary>Takes it to another status by the door that leads there; answers the refusal, or null.</summary>
    public abstract Task<Refusal?> StepAsync(IGrainFactory grains, string workspace, RegisterStatus status, string by);

    /// <summary>As it stands: status, who decided, revision.</summary>
    public abstract Task<(RegisterStatus Status, string? DecidedBy, long Revision)> ReadAsync(IGrainFactory grains, string workspace);

    /// <summary>Changes a text of it.</summary>
    public abstract Task<Refusal?> ChangeAsync(IGrainFactory grains, string workspace, string note, string by);

    /// <summary>The shortest way of steps from the first status to another.</summary>
    public ImmutableArray<RegisterStatus> WayTo(RegisterStatus status)
    {
        var rows = Rows.ToDictionary(row => row.From, row => row.To);
        var ways = new Queue<ImmutableArray<RegisterStatus>>([[]]);
        while (ways.TryDequeue(out var way))
        {
            var at = way.IsEmpty ? First : way[^1];
            if (at == status) return way;
            foreach (var next in rows[at]) if (!way.Contains(next) && next != First) ways.Enqueue(way.Add(next));
        }

        throw new InvalidOperationException($"Nothing leads to {status}.");
    }

    public sealed override string ToString() => Name;

    private static RegisterStatus Parse(string word) => Enum.GetValues<RegisterStatus>().Single(status => WireJson.Word(status) == word);

    public sealed record Of<TFields, TGrain>(string Name, string Table, TFields Complete) : RegisterCase(Name, Table)
        where TFields : RegisterFields
        where TGrain : IRegisterGrain<TFields>
    {
        private string Id => Complete switch
        {
            Applicability decision => ApplicabilityId.Of(decision.Framework!, decision.Control!),
            IncidentDuty duty => duty.Incident!,
            _ => "rec_1",
        };

        public TGrain Grain(IGrainFactory grains, string workspace) => grains.Register<TGrain>(workspace, Id);

        public override async Task<string?> CreateAsync(IGrainFactory grains, string workspace)
        {
            Principal.Current = new(workspace, "ann", ["admin"]);
            return (await Grain(grains, workspace).CreateAsync(Complete)).Refusal?.Code;
        }

        public override async Task<Refusal?> StepAsync(IGrainFactory grains, string workspace, RegisterStatus status, string by)
        {
            Principal.Current = new(workspace, by, ["admin"]);
            var grain = Grain(grains, workspace);
            return (await (IsDecided(status) ? grain.DecideAsync(new(status, "", null)) : grain.MoveAsync(new(status, "", null)))).Refusal;
        }

        public override async Task<(RegisterStatus Status, string? DecidedBy, long Revision)> ReadAsync(IGrainFactory grains, string workspace)
        {
            var read = (await Grain(grains, workspace).GetAsync()).Value!;
            return (read.Status, read.DecidedBy, read.Revision);
        }

        public override async Task<Refusal?> ChangeAsync(IGrainFactory grains, string workspace, string note, string by)
        {
            Principal.Current = new(workspace, by, ["admin"]);
            return (await Grain(grains, workspace).ChangeAsync((TFields)((RegisterFields)Blank() with { Note = note }), null)).Refusal;
        }

        private static TFields Blank() => (TFields)Activator.CreateInstance(typeof(TFields))!;
    }
}
