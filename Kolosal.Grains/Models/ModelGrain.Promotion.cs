using System.Globalization;
using System.Text.Json;
using Kolosal.Storage;

namespace Kolosal.Models;

/// <remarks>What must be shown before a version serves, and the turns that make it serve.</remarks>
internal sealed partial class ModelGrain
{
    /// <summary>Open incidents of one severity that are looked at; a model with more has other worries.</summary>
    private const int MostIncidents = 100;

    public async Task<Result<ValidationReport>> ValidateAsync(string? reference)
    {
        if (Refuse() is { } refusal) return refusal;
        var found = Find(reference);
        if (!found.Accepted) return found.Refusal;
        int version = found.Value.Number;
        if (found.Value.Status == ModelStatus.Retired) return ModelRefusals.Retired(Name, version);
        if (found.Value.PackageSha256.Length == 0) return ModelRefusals.NoPackage(Name, found.Value);

        long began = Clock.GetTimestamp();
        var check = await Version(version).CheckAsync();
        if (!check.Accepted) return check;
        var report = await JudgeAsync(found.Value, check.Value);
        instruments.Validated(report.Passed, Clock.GetElapsedTime(began));
        State.Keep(report);

        // What fails now was approved on evidence that no longer holds. The champion stays: taking it down is somebody's decision, not a check's.
        if (!report.Passed && ModelLifecycle.Table.Allows(State.Find(version)!.Status, ModelStatus.Evaluating))
            State.Move(version, ModelStatus.Evaluating, new("validate", Actor, $"Failed: {Failures(report)}.", Clock.GetUtcNow()));
        await DoneAsync("model.validate", version, new
        {
            version,
            passed = report.Passed,
            package_sha256 = report.PackageSha256,
            policy_sha256 = report.PolicySha256,
            bars = Failures(report),
        });
        return report;
    }

    public async Task<Result<ModelGovernance>> ApproveAsync(string? reference, Principal approver, string note)
    {
        if ((RefuseNote(note, "approval") ?? Refuse()) is { } refusal) return refusal;
        var found = Find(reference);
        if (!found.Accepted) return found.Refusal;
        var version = found.Value;
        if (version.Status == ModelStatus.Retired) return ModelRefusals.Retired(Name, version.Number);
        if (version.PackageSha256.Length == 0) return ModelRefusals.NoPackage(Name, version);
        if (approver.Subject == version.Author) return ModelRefusals.ApproverIsAuthor();
        if (State.Approvals.Exists(known => known.Version == version.Number && known.By == approver.Subject)) return Governance();
        State.Approvals.Add(new(version.Number, approver.Subject, approver.Standing(), Clock.GetUtcNow(), note, version.PackageSha256));
        await DoneAsync("model.approve", version.Number, new { version = version.Number, approver = approver.Subject, note });
        return Governance();
    }

    public async Task<Result<ModelReport>> PromoteAsync(PromotionRequest request)
    {
        if (request.Stage is not (ModelStatus.Staging or ModelStatus.Active)) return ModelRefusals.StageNeeded(request.Stage);
        if ((RefuseNote(request.Note, "promotion") ?? Refuse()) is { } refusal) return refusal;
        if (request is { Version: 0, Reference: null }) return ModelRefusals.VersionNeeded(Name);
        var found = Find(request.Reference ?? request.Version.ToString(CultureInfo.InvariantCulture));
        if (!found.Accepted) return found.Refusal;
        var version = found.Value;
        if (version.Status == request.Stage) return Report();
        if (request.Stage == ModelStatus.Active && State.Frozen.Count > 0) return ModelRefusals.PromotionFrozen(Name, State.Frozen);

        bool throughApproval = version.Status is ModelStatus.Evaluating or ModelStatus.Deprecated;
        if (ModelLifecycle.Table.Refuse(throughApproval ? ModelStatus.Approved : version.Status, request.Stage, $"Version {version.Number}")
            is { } conflict)
            return conflict;
        var bundle = await GatherAsync(version, request);
        if (!bundle.Accepted) return bundle.Refusal;

        var now = Clock.GetUtcNow();
        var why = new StepReason("promote", request.Approver.Subject, request.Note, now);
        if (throughApproval) State.Move(version.Number, ModelStatus.Approved, why with { Action = "approve" });
        if (request.Stage == ModelStatus.Active && State.Active is { } champion)
            State.Move(champion.Number, ModelStatus.Approved, why with { Action = "give-way" });
        State.Move(version.Number, request.Stage, why);
        State.Decide("promote", version.Number, version.Status, request.Stage, request.Note, request.Approver.Subject, now,
            evidence: bundle.Value.Text, evidenceSha256: bundle.Value.Sha256);
        await DoneAsync("model.promote", version.Number, new
        {
            version = version.Number,
            stage = WireJson.Word(request.Stage),
            approver = request.Approver.Subject,
            evidence_sha256 = bundle.Value.Sha256,
        });
        return Report();
    }

    public async Task<Result<ModelReport>> RollbackAsync(string commandId, string note)
    {
        if ((RefuseNote(note, "rollback") ?? Refuse()) is { } refusal) return refusal;
        if (State.Decisions.Exists(decision => decision.Id == commandId)) return Report();
        if (State.Previous is not { } previous) return ModelRefusals.NoPreviousChampion(Name);

        int? from = State.Active?.Number;
        var why = new StepReason("rollback", Actor, note, Clock.GetUtcNow());
        if (from is { } failed) State.Move(failed, ModelStatus.Deprecated, why);
        State.Move(previous.Number, ModelStatus.Active, why);
        State.Decide("rollback", previous.Number, previous.Status, ModelStatus.Active, note, Actor, why.At, commandId);
        await DoneAsync("model.rollback", previous.Number, new { version = previous.Number, from });
        return Report();
    }

    public async Task<Result<int>> DraftAsync(string commandId, ModelDraft draft)
    {
        if (!ModelId.IsName(Name)) return ModelRefusals.MalformedName(Name);
        if (State.ArchivedAt is not null) return ModelRefusals.Archived(Name);
        if (State.DraftCommands.TryGetValue(commandId, out int known)) return known;
        int number = State.Add(commandId, draft, Clock.GetUtcNow());
        await DoneAsync("model.draft", number, new { version = number, run = draft.RunId });
        return number;
    }

    public async Task<Result<ModelReport>> ChangeStatusAsync(ModelStatusChange change)
    {
        if ((RefuseNote(change.Note, "change of status") ?? Refuse()) is { } refusal) return refusal;
        var found = Find(change.Reference);
        if (!found.Accepted) return found.Refusal;
        var version = found.Value;
        if (version.Status == change.Status) return Report();
        if (ModelLifecycle.Table.Refuse(version.Status, change.Status, $"Version {version.Number}") is { } conflict) return conflict;
        switch (change.Status)
        {
            case ModelStatus.Staging or ModelStatus.Active:
                return await PromoteAsync(new(version.Number, change.Status, change.By, change.Note));
            case ModelStatus.Deprecated or ModelStatus.Retired:
                return await EndAsync(change.Reference, change.Status, change.Status == ModelStatus.Retired ? "retire" : "deprecate", change.Note);
            case ModelStatus.Evaluating when version.PackageSha256.Length == 0:
                return ModelRefusals.NoPackage(Name, version);
            case ModelStatus.Approved when version.Status is ModelStatus.Evaluating or ModelStatus.Deprecated:
                var bundle = await GatherAsync(version, new(version.Number, ModelStatus.Approved, change.By, change.Note));
                if (!bundle.Accepted) return bundle.Refusal;
                return await StepAsync(version, change, "approve", bundle.Value);
            default:
                return await StepAsync(version, change, change.Status == ModelStatus.Approved ? "withdraw" : WireJson.Word(change.Status), null);
        }
    }

    private async Task<Result<ModelReport>> StepAsync(VersionSummary version, ModelStatusChange change, string action, EvidenceBundle? bundle)
    {
        var now = Clock.GetUtcNow();
        State.Move(version.Number, change.Status, new(action, change.By.Subject, change.Note, now));
        State.Decide(action, version.Number, version.Status, change.Status, change.Note, change.By.Subject, now, evidence: bundle?.Text,
            evidenceSha256: bundle?.Sha256);
        await DoneAsync("model.change-status", version.Number, new
        {
            version = version.Number,
            from = WireJson.Word(version.Status),
            to = WireJson.Word(change.Status),
            evidence_sha256 = bundle?.Sha256,
        });
        return Report();
    }

    /// <summary>The whole bundle under the policy that holds now.</summary>
    private async Task<ValidationReport> JudgeAsync(VersionSummary version, ValidationReport check)
    {
        var policy = (await PolicyAsync()).Value!;
        var evidence = await Version(version.Number).GetEvidenceAsync();
        var card = await Version(version.Number).GetCardAsync();
        var made = await Version(version.Number).GetAsync();
        var now = Clock.GetUtcNow();
        var items = ValidationBundle.Of(new(
            check.Checks, version, made.Value!.Registration, evidence.Value, CardParts.Empty(card.Value!.Words), policy,
            await IncidentsAsync(policy.Policy, []), ApproversOf(version), now));
        return check with { Items = items, PolicySha256 = policy.Sha256, Passed = !items.Any(ValidationBundle.Fails) };
    }

    /// <summary>The evidence that suffices, or why it does not.</summary>
    private async Task<Result<EvidenceBundle>> GatherAsync(VersionSummary version, PromotionRequest request)
    {
        var policy = await PolicyAsync();
        if (!policy.Accepted) return policy.Refusal;
        if (Object(version, request, policy.Value.Policy) is { } objection) return objection;
        if (version.Validation!.PolicySha256 != policy.Value.Sha256) return ModelRefusals.PolicyChanged(version.Number);

        var evidence = await Version(version.Number).GetEvidenceAsync();
        if (!evidence.Accepted) return evidence.Refusal;
        ImmutableArray<ValidationItem> fresh =
        [
            .. ValidationBundle.OfEvidence(policy.Value.Policy, evidence.Value),
            .. ValidationBundle.AtDecision(policy.Value.Policy, version.Author, await IncidentsAsync(policy.Value.Policy, request.Remedies ?? []),
                [.. ApproversOf(version), (request.Approver.Subject, request.Approver.Standing())], Clock.GetUtcNow(), decides: true),
        ];
        if (fresh.FirstOrDefault(item => item is { Bars: true, Name: ValidationBundle.Approvals }) is { } missing)
            return ModelRefusals.ApprovalsMissing(missing);
        if (fresh.Any(item => item.Bars)) return ModelRefusals.EvidenceBars(version.Number, fresh.Where(item => item.Bars));
        var names = fresh.Select(item => item.Name).ToHashSet(StringComparer.Ordinal);
        return EvidenceBundle.For(Name, version, request, policy.Value,
            [.. (version.Validation.Items ?? []).Where(item => !names.Contains(item.Name)), .. fresh]);
    }

    private Refusal? Object(VersionSummary version, PromotionRequest request, PromotionPolicy policy)
    {
        var validation = version.Validation;
        var evidence = new PromotionEvidence(
            version.PackageSha256, version.Author, request.Approver.Subject, validation?.PackageSha256, validation?.Passed ?? false,
            validation is null || validation.Passed ? [] : [Failures(validation)],
            validation is null ? TimeSpan.Zero : Clock.GetUtcNow() - validation.At);
        int hours = policy.ValidationMaxAgeHours ?? options.CurrentValue.ValidationMaxAgeHours;
        return PromotionGate.Judge(evidence, TimeSpan.FromHours(hours)) is not { } objection ? null
            : new Refusal(objection.Code == PromotionGate.ApproverIsAuthor ? RefusalKind.Forbidden : RefusalKind.Conflict, objection.Code,
                objection.Message);
    }

    /// <summary>Titles of the incidents that count, as the list has them: Models lies below Incidents and cannot ask.</summary>
    private async Task<ImmutableArray<string>> IncidentsAsync(PromotionPolicy policy, ImmutableArray<string> remedies)
    {
        var open = ImmutableArray.CreateBuilder<string>();
        foreach (string severity in policy.IncidentSeverities)
        {
            var page = await lists.QueryAsync(new(Key.Workspace, CatalogueKinds.Incident,
                [new("model", FilterOperator.Equal, Name), new("severity", FilterOperator.Equal, severity)], "-updated_at", 1, MostIncidents),
                CancellationToken.None);
            foreach (var entry in page.Items)
            {
                using var incident = JsonDocument.Parse(entry.Document);
                string type = incident.RootElement.GetProperty("type").GetString()!, status = incident.RootElement.GetProperty("status").GetString()!;
                bool remedied = remedies.Contains(entry.Id) && PromotionPolicyRules.Remediable.Contains(type);
                if (status is "resolved" or "postmortem" || !policy.IncidentTypes.Contains(type) || remedied) continue;
                open.Add($"{entry.Id} ({severity}, {type}: {incident.RootElement.GetProperty("title").GetString()})");
            }
        }

        return open.ToImmutable();
    }

    private ImmutableArray<(string Subject, IReadOnlyCollection<string> Roles)> ApproversOf(VersionSummary version) =>
    [
        .. State.Approvals.Where(approval => approval.Version == version.Number && approval.PackageSha256 == version.PackageSha256)
            .Select(approval => (approval.By, (IReadOnlyCollection<string>)approval.Roles)),
    ];

    private Task<Result<PromotionPolicyReport>> PolicyAsync() => GrainFactory.PromotionPolicy(Key.Workspace, Name).GetAsync();

    private static string Failures(ValidationReport report) => string.Join(", ", report.Items is { } items
        ? items.Where(ValidationBundle.Fails).Select(item => item.Outcome == ItemOutcome.Missing ? $"{item.Name} (missing)" : item.Name)
        : report.Checks.Where(check => !check.Passed).Select(check => check.Name));
}
