namespace Kolosal.Models;

/// <summary>What is decided about a model beside who serves.</summary>
/// <param name="Name">The model's name.</param>
/// <param name="Approvals">Who approved which version.</param>
/// <param name="Sunsets">When versions retire by themselves, by number.</param>
/// <param name="AliasRules">Who may set which alias, by alias.</param>
/// <param name="ArchivedAt">When the model was archived; null while it is not.</param>
/// <param name="Drafts">What was declared of versions that have no package yet, by number.</param>
[GenerateSerializer, Immutable, Alias("kolosal.model-governance")]
public sealed record ModelGovernance(
    string Name, ImmutableArray<VersionApproval> Approvals, ImmutableDictionary<int, DateTimeOffset> Sunsets,
    ImmutableDictionary<string, AliasRule> AliasRules, DateTimeOffset? ArchivedAt, ImmutableDictionary<int, ModelDraft> Drafts);

/// <summary>Somebody's word that a version may serve.</summary>
/// <param name="Version">The version's number.</param>
/// <param name="By">Subject; not the version's author.</param>
/// <param name="Roles">What they were when they approved.</param>
/// <param name="At">When.</param>
/// <param name="Note">Why.</param>
/// <param name="PackageSha256">The package they approved.</param>
[GenerateSerializer, Immutable, Alias("kolosal.version-approval")]
public sealed record VersionApproval(int Version, string By, ImmutableArray<string> Roles, DateTimeOffset At, string Note, string PackageSha256);

/// <summary>Conditions of an alias.</summary>
/// <param name="Roles">One of these roles must set it; empty for everybody who may write models.</param>
/// <param name="Statuses">Statuses a version must have for it; empty for all but retired.</param>
[GenerateSerializer, Immutable, Alias("kolosal.alias-rule")]
public sealed record AliasRule(ImmutableArray<string> Roles, ImmutableArray<ModelStatus> Statuses);

/// <summary>A version that is recorded before it has a package.</summary>
/// <param name="Author">Who recorded it.</param>
/// <param name="Description">What it is to become; may be empty.</param>
/// <param name="RunId">The run that is to make it: what that run registers takes this version's number. Null for none.</param>
/// <param name="Framework">What it is trained with; null when not said.</param>
[GenerateSerializer, Immutable, Alias("kolosal.model-draft")]
public sealed record ModelDraft(string Author, string Description, string? RunId, string? Framework);

/// <summary>A wish to take a version to another status, one step of the table.</summary>
/// <param name="Reference">The version, as <see cref="IModelGrain.ResolveAsync"/> takes it.</param>
/// <param name="Status">The status wanted.</param>
/// <param name="By">Who wishes it; for a promotion the approver.</param>
/// <param name="Note">Why; 1 to 2,000 characters.</param>
[GenerateSerializer, Immutable, Alias("kolosal.model-status-change")]
public sealed record ModelStatusChange(string? Reference, ModelStatus Status, Principal By, string Note);
