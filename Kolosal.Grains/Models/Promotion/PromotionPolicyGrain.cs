using System.Text.Json;
using Kolosal.Storage;

namespace Kolosal.Models;

/// <remarks>Keeps <see cref="PromotionPolicyState"/>; listed as <c>promotion_policy</c>. Calls the audit trail, and the workspace's policy.</remarks>
internal sealed class PromotionPolicyGrain(
    [PersistentState("promotion-policy")] IPersistentState<PromotionPolicyState> storage, ICatalogue catalogue, TimeProvider clock)
    : RecordGrain<PromotionPolicyState>(storage, catalogue, clock), IPromotionPolicyGrain
{
    private const int MaximumNote = 2_000;

    /// <summary>As last written: readers interleave with the command.</summary>
    private ImmutableArray<PolicyRevision> written = [];

    protected override string CatalogueKind => CatalogueKinds.PromotionPolicy;

    private bool IsWorkspaces => Key.Id == PromotionPolicyGrains.WorkspaceScope;

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        await base.OnActivateAsync(cancellationToken);
        written = [.. State.Revisions];
    }

    public async Task<Result<PromotionPolicyReport>> GetAsync()
    {
        if (written is [.., var last]) return Report(IsWorkspaces ? "workspace" : "model", last.Policy);
        if (IsWorkspaces) return Report("built_in", PromotionPolicy.Default);
        var workspaces = await GrainFactory.PromotionPolicy(Key.Workspace).GetAsync();
        return workspaces.Map(found => Report(found.Source, found.Policy));
    }

    public async Task<Result<PromotionPolicyReport>> SetAsync(PromotionPolicy policy, string note, long? ifRevision)
    {
        if (string.IsNullOrWhiteSpace(note) || note.Length > MaximumNote) return ModelRefusals.NoteNeeded("policy");
        if (PromotionPolicyRules.Refuse(policy) is { } refusal) return refusal;
        string hash = PromotionPolicyRules.Hash(policy);

        // First: who repeats a write whose answer was lost holds the revision from before it.
        if (State.Revisions is [.., var last] && PromotionPolicyRules.Hash(last.Policy) == hash) return await GetAsync();
        if (ifRevision is { } revision && revision != State.Revisions.Count)
            return new Refusal(RefusalKind.PreconditionFailed, "models.policy-changed",
                $"The policy is at revision {State.Revisions.Count}, not {revision}; read it again.");
        State.Set(policy, note, Actor, Clock.GetUtcNow());
        await CommitAsync("promotion-policy.set", $"promotion-policies/{Key.Id}", IsWorkspaces ? null : Key.Id,
            JsonSerializer.Serialize(new { revision = State.Revisions.Count, sha256 = hash, note }));
        written = [.. State.Revisions];
        return await GetAsync();
    }

    protected override object? Describe() => State.Revisions is not [.., var last] ? null
        : new { scope = Key.Id, revision = last.Revision, set_at = last.At, set_by = last.By, sha256 = PromotionPolicyRules.Hash(last.Policy) };

    private PromotionPolicyReport Report(string source, PromotionPolicy policy) =>
        new(Key.Id, source, policy, PromotionPolicyRules.Hash(policy), written.Length, written);
}
