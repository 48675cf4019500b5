using Kolosal.Access;
using Kolosal.Classification;
using Kolosal.Drift;
using Kolosal.Incidents;
using Kolosal.Notifications;
using Kolosal.Privacy;
using Kolosal.Quality;
using Kolosal.Security;

namespace Kolosal.Compliance.Controls;

/// <summary>Reads what lies in lists: incidents, events, access, tests, classifications, channels.</summary>
internal sealed class RecordFactsReader(IGrainFactory grains)
{
    private const int DueWithinDays = 365;

    public async Task<WorkspaceFacts> ReadAsync(FactLists lists, WorkspaceFacts facts)
    {
        var secrets = await SecretsAsync(lists);
        facts = await WithAccessAsync(lists, facts);
        var detections = await lists.AllAsync<DriftDetectionRecord>(CatalogueKinds.DriftDetection, "Drift");
        var events = await lists.AllAsync<SecurityEvent>(CatalogueKinds.SecurityEvent, "Security");
        var golden = await lists.AllAsync<GoldenDataset>(CatalogueKinds.GoldenDataset, "Quality");
        var tests = await lists.AllAsync<RegressionTest>(CatalogueKinds.RegressionTest, "Quality");
        var referrals = await lists.AllAsync<ReferralListing>(CatalogueKinds.Referral, "Referrals");
        var retrainings = await lists.AllAsync<RetrainingListing>(CatalogueKinds.Retraining, "Retraining");
        return facts with
        {
            DriftDetections = [.. detections.Select(one => one.Document).Select(found => new DriftDetectionFact(
                found.Id, found.ModelId, WireJson.Word(found.Severity), WireJson.Word(found.Status), found.DetectedAt))],
            SecurityEvents = [.. events.Select(one => one.Document).Select(seen => new SecurityEventFact(
                seen.Id, WireJson.Word(seen.Severity), WireJson.Word(seen.Status), seen.Source, seen.DetectedAt, seen.LastAt))],
            GoldenSets = [.. golden.Select(one => one.Document).Select(Of)],
            RegressionTests = [.. tests.Select(one => one.Document).Select(test => new RegressionFact(
                test.Id, test.Model, test.Result is { } result ? WireJson.Word(result) : null, test.LastAt))],
            Referrals = [.. referrals.Select(one => new ReferralFact(
                one.Id, one.Document.Model, one.Document.Status, one.Document.CreatedAt, one.Document.DecideBy, one.Document.DecidedAt,
                one.Document.Note is not null))],
            Retrainings = [.. retrainings.Select(one => new RetrainingFact(one.Id, one.Document.ModelId, one.Document.Status, one.CreatedAt))],
            Incidents = await IncidentsAsync(lists, facts.AsOf),
            Secrets = secrets,
            Classifications = await ClassificationsAsync(lists, facts),
            Channels = await ChannelsAsync(lists),
            Retention = await RetentionAsync(lists),
        };
    }

    private static GoldenSetFact Of(GoldenDataset set) => new(
        set.Id, set.Model, set.Versions is [.., var last] ? last.Sha256 : "", set.CreatedBy,
        set.LastRun is { } run ? new(run.ModelVersion, run.At, run.MustFails, run.PassRate) : null);

    private static async Task<WorkspaceFacts> WithAccessAsync(FactLists lists, WorkspaceFacts facts)
    {
        var keys = (await lists.AllAsync<ApiKeyRecord>(CatalogueKinds.ApiKey, "Access")).Select(one => one.Document)
            .Where(key => key.RevokedAt is null && !(key.ExpiresAt <= facts.AsOf)).ToList();
        var reviews = await lists.AllAsync<AccessReview>(CatalogueKinds.AccessReview, "Access");
        var principals = await lists.AllAsync<PrincipalRecord>(CatalogueKinds.Principal, "Access");
        var signIns = await lists.AllAsync<SignInRecord>(CatalogueKinds.SignIn, "Access");
        return facts with
        {
            SignIns = [.. signIns.Select(one => one.Document).Select(seen => new SignInFact(
                seen.Id, seen.Subject, WireJson.Word(seen.Door), seen.Roles, seen.Weak, seen.Minutes, seen.LastAt, seen.LastWeakAt))],
            Keys = [.. keys.Select(key => new KeyFact(
                key.Id, key.PrincipalId, key.Roles, key.RotatedAt ?? key.CreatedAt, key.ExpiresAt, key.LastUsedAt))],
            Principals = [.. principals.Select(one => one.Document).Where(one => one.DisabledAt is null).Select(one => new PrincipalFact(
                one.Id, one.Roles, one.CreatedAt, keys.Where(key => key.PrincipalId == one.Id).Max(key => key.LastUsedAt)))],
            AccessReviews = [.. reviews.Select(one => one.Document).Select(review => new AccessReviewFact(
                review.Id, WireJson.Word(review.Type), review.SubjectId, WireJson.Word(review.Status), review.OpenedAt, review.DueAt,
                review.DecidedAt))],
        };
    }

    /// <remarks>Incidents of the last year, and older ones that are open or still owe something.</remarks>
    private async Task<ImmutableArray<IncidentFact>> IncidentsAsync(FactLists lists, DateTimeOffset now)
    {
        var found = ImmutableArray.CreateBuilder<IncidentFact>();
        foreach (var listed in await lists.AllAsync<Incident>(CatalogueKinds.Incident, "Incidents"))
        {
            var incident = listed.Document;
            DateTimeOffset? mitigated = incident.ResolvedAt;
            if (incident.Severity is IncidentSeverity.Sev1 or IncidentSeverity.Sev2 && now - incident.DetectedAt <= TimeSpan.FromDays(DueWithinDays))
            {
                // The list leaves out the timeline, which alone says when it was mitigated.
                var whole = await grains.Incident(lists.Workspace, listed.Id).GetAsync();
                if (whole.Accepted) mitigated = MitigatedAt(whole.Value) ?? mitigated;
            }

            found.Add(new(
                incident.Id, WireJson.Word(incident.Type), WireJson.Word(incident.Severity), WireJson.Word(incident.Status), incident.DetectedAt)
            {
                Model = incident.Model,
                AcknowledgedAt = incident.AcknowledgedAt,
                MitigatedAt = mitigated,
                ResolvedAt = incident.ResolvedAt,
                PostmortemAt = incident.Postmortem?.WrittenAt,
                HasRootCause = !string.IsNullOrWhiteSpace(incident.Postmortem?.Text.RootCause),
                Actions = [.. incident.ActionItems.Select(item => new ActionFact(item.Id, item.Owner, item.DueAt, item.DoneAt is not null))],
            });
        }

        return found.ToImmutable();
    }

    /// <summary>When the timeline first says so, as <c>Investigating → Mitigated</c>.</summary>
    private static DateTimeOffset? MitigatedAt(Incident incident) => incident.Timeline.FirstOrDefault(entry =>
        entry.What.Contains($"→ {IncidentStatus.Mitigated}", StringComparison.Ordinal)
        || entry.What.Contains($"→ {IncidentStatus.Resolved}", StringComparison.Ordinal))?.At;

    private async Task<ImmutableArray<SecretFact>> SecretsAsync(FactLists lists)
    {
        var due = await grains.SecretDesk(lists.Workspace).GetDueAsync(DueWithinDays);
        var last = (await lists.AllAsync<SecretRotation>(CatalogueKinds.SecretRotation, "Security")).Select(one => one.Document)
            .GroupBy(rotation => rotation.Name, StringComparer.Ordinal)
            .ToDictionary(all => all.Key, all => all.MaxBy(rotation => rotation.At)!.Outcome, StringComparer.Ordinal);
        return
        [
            .. due.OrderBy(secret => secret.Name, StringComparer.Ordinal).Select(secret => new SecretFact(
                secret.Name, WireJson.Word(secret.Type), secret.DueAt, secret.Overdue,
                last.TryGetValue(secret.Name, out var outcome) && outcome != RotationOutcome.Success)),
        ];
    }

    private static async Task<ImmutableArray<ClassificationFact>> ClassificationsAsync(FactLists lists, WorkspaceFacts facts)
    {
        var there = facts.Datasets.Select(dataset => dataset.Path).Concat(facts.Models.Select(model => model.Path)).ToHashSet(StringComparer.Ordinal);
        var listed = await lists.AllAsync<DataClassification>(CatalogueKinds.DataClassification, "Classification");
        return
        [
            .. listed.Select(one => one.Document).Select(known => new ClassificationFact(
                known.Id, known.Asset, WireJson.Word(known.Sensitivity), WireJson.Word(known.DataType), WireJson.Word(known.Residency),
                known.RetentionDays, known.Owner, known.ReviewedAt, known.LegalHold is not null,
                there.Contains(known.Asset) || !(known.Asset.StartsWith("datasets/", StringComparison.Ordinal)
                    || known.Asset.StartsWith("models/", StringComparison.Ordinal)))),
        ];
    }

    private async Task<ImmutableArray<ChannelFact>> ChannelsAsync(FactLists lists)
    {
        var found = ImmutableArray.CreateBuilder<ChannelFact>();
        foreach (var listed in await lists.AllAsync<NotificationEndpoint>(CatalogueKinds.NotificationEndpoint, "Notifications"))
        {
            var deliveries = await grains.NotificationEndpoint(lists.Workspace, listed.Id).ListDeliveriesAsync();
            var kept = deliveries.Accepted ? deliveries.Value : [];
            var channel = listed.Document;
            var waiting = kept.Where(one => one.Status == DeliveryStatus.Waiting).ToList();
            var tests = kept.Where(one => one is { Status: DeliveryStatus.Delivered, EventType: "endpoint.test" }).ToList();
            found.Add(new(
                channel.Id, WireJson.Word(channel.Channel), channel.Enabled ? null : channel.DisabledReason ?? "disabled", channel.Delivered,
                channel.DeadLetters, tests.Count == 0 ? null : tests.Max(one => one.LastAt),
                waiting.Count == 0 ? null : waiting.Min(one => one.CreatedAt)));
        }

        return found.ToImmutable();
    }

    private async Task<RetentionFact?> RetentionAsync(FactLists lists)
    {
        var report = await grains.Retention(lists.Workspace).GetAsync();
        if (!report.Accepted) return null;
        var found = report.Value;
        return new(
            found.Revision > 0, found.DefaultDays, found.LookedThroughAt ?? found.LastPurge?.At,
            found.Due.ToImmutableSortedDictionary(due => due.DatasetId, due => due.DueSince, StringComparer.Ordinal))
        {
            Held = [.. found.Held.Select(held => held.DatasetId).Order(StringComparer.Ordinal)],
        };
    }

    /// <summary>What the list says of a referral. Referrals are a sibling and are not asked.</summary>
    private sealed record ReferralListing(
        string Model, string Status, DateTimeOffset CreatedAt, DateTimeOffset DecideBy, DateTimeOffset? DecidedAt, string? Note);

    /// <summary>What the list says of a retraining. Retraining is a sibling and is not asked.</summary>
    private sealed record RetrainingListing(string ModelId, string Status);
}
