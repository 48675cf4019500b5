using Kolosal.Access;
using Kolosal.Compliance.Registers;
using Kolosal.Datasets;
using Kolosal.Incidents;
using Kolosal.Models;
using Kolosal.Privacy;
using Kolosal.Security;
using Kolosal.Storage;
using Microsoft.Extensions.Options;

namespace Kolosal.Compliance.Controls;

/// <summary>Reads the registers from the catalogue, and what they are held against from catalogue and grains.</summary>
internal sealed class RegisterFactsReader(ICatalogue catalogue, IGrainFactory grains, IOptionsMonitor<RegisterQueryOptions> options)
    : IRegisterFactsReader
{
    /// <summary>Kinds of a dataset's source that somebody else made.</summary>
    private static readonly string[] Fetched = ["url", "kaggle", "s3", "sql"];

    public async Task<RegisterFacts> ReadAsync(string workspace, CancellationToken cancel)
    {
        var datasets = await catalogue.AllAsync<DatasetDescription>(workspace, CatalogueKinds.Dataset, cancel);
        var personal = datasets.Where(dataset => dataset.ContainsPersonalData).Select(dataset => dataset.DatasetId).ToImmutableArray();
        var (systems, imported) = await ModelsAsync(workspace, personal, cancel);
        return new()
        {
            Parameters = options.CurrentValue.ToParameters(),
            Risks = await AllAsync<Risk, RiskFact>(workspace, RegisterKinds.Risk, RegisterFactsOf.Fact, cancel),
            Assessments = await AllAsync<ImpactAssessment, ImpactFact>(workspace, RegisterKinds.ImpactAssessment, RegisterFactsOf.Fact, cancel),
            Activities = await AllAsync<ProcessingActivity, ProcessingFact>(
                workspace, RegisterKinds.ProcessingActivity, RegisterFactsOf.Fact, cancel),
            Requests = await AllAsync<SubjectRequest, SubjectRequestFact>(workspace, RegisterKinds.SubjectRequest, RegisterFactsOf.Fact, cancel),
            Concerns = await AllAsync<Concern, ConcernFact>(workspace, RegisterKinds.Concern, RegisterFactsOf.Fact, cancel),
            Suppliers = await AllAsync<Supplier, SupplierFact>(workspace, RegisterKinds.Supplier, RegisterFactsOf.Fact, cancel),
            Competences = await AllAsync<Competence, CompetenceFact>(workspace, RegisterKinds.Competence, RegisterFactsOf.Fact, cancel),
            Objectives = await AllAsync<ManagementObjective, ManagementObjectiveFact>(
                workspace, RegisterKinds.ManagementObjective, RegisterFactsOf.Fact, cancel),
            Duties = await AllAsync<IncidentDuty, IncidentDutyFact>(workspace, RegisterKinds.IncidentDuty, RegisterFactsOf.Fact, cancel),
            Uses = await AllAsync<PrivilegedUse, PrivilegedUseFact>(workspace, RegisterKinds.PrivilegedUse, RegisterFactsOf.Fact, cancel),
            Systems = systems,
            PersonalDatasets = personal,
            Imports = [.. imported, .. await FetchedAsync(workspace, datasets)],
            Incidents = await IncidentsAsync(workspace, cancel),
            Holders = await HoldersAsync(workspace, cancel),
            Roles = [.. (await catalogue.RegisterAsync<ManagedRole>(workspace, RegisterKinds.ManagedRole, cancel))
                .Where(one => one is { Status: RegisterStatus.Approved, Fields: { Role: not null, Holder.Length: > 0 } })
                .Select(one => new NamedRoleFact(WireJson.Word(one.Fields.Role!.Value), one.Fields.Holder!))],
            Erasures = [.. (await catalogue.AllAsync<ErasureReport>(workspace, CatalogueKinds.Erasure, cancel))
                .Select(erasure => new ErasureProofFact(erasure.Id, erasure.Complete))],
            Doings = [.. (await catalogue.AllAsync<SecretRotation>(workspace, CatalogueKinds.SecretRotation, cancel))
                .Where(rotation => rotation.Type == SecretType.EncryptionKey)
                .Select(rotation => new OperatorDoingFact($"secret-rotations/{rotation.Id}", rotation.At))],
        };
    }

    private async Task<ImmutableArray<TFact>> AllAsync<TFields, TFact>(
        string workspace, RegisterKind kind, Func<Registered<TFields>, TFact> fact, CancellationToken cancel)
        where TFields : RegisterFields => [.. (await catalogue.RegisterAsync<TFields>(workspace, kind, cancel)).Select(fact)];

    private async Task<(ImmutableArray<SystemFact> Systems, ImmutableArray<ImportedFact> Imported)> ModelsAsync(
        string workspace, ImmutableArray<string> personal, CancellationToken cancel)
    {
        var systems = ImmutableArray.CreateBuilder<SystemFact>();
        var imported = ImmutableArray.CreateBuilder<ImportedFact>();
        var versions = (await catalogue.AllAsync<VersionListing>(workspace, CatalogueKinds.ModelVersion, cancel))
            .ToLookup(version => version.Model, StringComparer.Ordinal);
        foreach (var listing in await catalogue.AllAsync<ModelListing>(workspace, CatalogueKinds.Model, cancel))
        {
            var model = grains.Model(new(workspace, listing.Name));
            foreach (var version in versions[listing.Name])
            {
                var key = new VersionKey(workspace, version.Model, version.Number);
                if ((await grains.ModelVersion(key).GetCardAsync()).Value is not { Origin: { Kind: "import" } origin } read) continue;
                imported.Add(new($"models/{listing.Name}", origin.FileSha256 is { Length: > 0 }, read.Evaluation.Scores.Length > 0));
            }

            if (listing.Active is not { } active) continue;
            var card = await model.GetCardAsync(null);
            var history = await model.HistoryAsync(null);
            if (!card.Accepted || !history.Accepted) continue;
            var activations = history.Value.Decisions.Where(decision => decision.To == ModelStatus.Active).ToArray();
            systems.Add(new(
                listing.Name, activations.Length > 0 ? activations.Min(one => one.At) : listing.CreatedAt,
                activations.Where(one => one.Version == active).Select(one => (DateTimeOffset?)one.At).Max() ?? listing.UpdatedAt, active,
                card.Value.Words.RiskClass is RiskClass.High or RiskClass.Prohibited, personal.Contains(card.Value.DatasetId)));
        }

        return (systems.ToImmutable(), [.. imported.DistinctBy(item => (item.Path, item.HasHash, item.WasValidated))]);
    }

    private async Task<ImmutableArray<ImportedFact>> FetchedAsync(string workspace, ImmutableArray<DatasetDescription> datasets)
    {
        var found = ImmutableArray.CreateBuilder<ImportedFact>();
        foreach (var dataset in datasets.Where(dataset => dataset.Parent is null))
        {
            if ((await grains.Dataset(workspace, dataset.DatasetId).GetLineageAsync()).Value is not { } lineage) continue;
            if (Fetched.Contains(lineage.Source.Kind))
                found.Add(new($"datasets/{dataset.DatasetId}", lineage.Source.Sha256.Length > 0, WasValidated: true));
        }

        return found.ToImmutable();
    }

    private async Task<ImmutableArray<NotableIncidentFact>> IncidentsAsync(string workspace, CancellationToken cancel) =>
        [.. (await catalogue.AllAsync<Incident>(workspace, CatalogueKinds.Incident, cancel))
            .Where(incident => incident.Severity is IncidentSeverity.Sev1 or IncidentSeverity.Sev2
                || incident.Type is IncidentType.Privacy or IncidentType.Security)
            .Select(incident => new NotableIncidentFact(incident.Id, incident.DetectedAt))];

    private async Task<ImmutableArray<RoleHolderFact>> HoldersAsync(string workspace, CancellationToken cancel) =>
        [.. (await catalogue.AllAsync<PrincipalRecord>(workspace, CatalogueKinds.Principal, cancel))
            .Where(principal => principal.DisabledAt is null)
            .Select(principal => new RoleHolderFact(principal.Id, principal.Roles, principal.CreatedAt))];
}
