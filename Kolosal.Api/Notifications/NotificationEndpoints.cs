using System.Text.Json;
using Kolosal.Access;
using Kolosal.Http;
using Kolosal.Storage;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Kolosal.Notifications;

internal static class NotificationEndpoints
{
    private static readonly PathRecord Record = PathRecord.Of("id", CatalogueKinds.NotificationEndpoint, id =>
        Refusal.NotFound("webhooks.not-found", $"There is no endpoint '{id}' in this workspace."));

    public static RouteGroupBuilder MapNotifications(this IEndpointRouteBuilder routes)
    {
        var webhooks = routes.MapGroup("/api/webhooks").WithTags("Notifications");

        // The answers hold the secret, which must not be kept for a replay.
        webhooks.MapPost("/", Create).WithMetadata(new NotReplayable()).WithName("CreateWebhook")
            .WithSummary("Makes an endpoint for notifications: a signed webhook, an e-mail address, or the log. Its secret is shown this once; "
                + "asked again under the same Idempotency-Key it is the same endpoint with another secret.");
        webhooks.MapPost("/{id}/secret", Rotate).OfRecord(Record).WithMetadata(new NotReplayable()).WithName("RotateWebhookSecret")
            .WithSummary("Signs with another secret; for a while the former one signs, too.");
        webhooks.MapGet("/", List).WithName("ListWebhooks").WithSummary("The endpoints of the workspace, without their secrets.");
        webhooks.MapGet("/{id}", Get).WithName("GetWebhook").WithSummary("One endpoint: what it wants, and how its deliveries fare.");
        webhooks.MapDelete("/{id}", Remove).WithName("DeleteWebhook").WithSummary("Ends an endpoint; what waits is dropped.");
        webhooks.MapGet("/{id}/deliveries", ListDeliveries).WithName("ListDeliveries")
            .WithSummary("What waits, what arrived lately, and what was given up.");
        webhooks.MapPost("/{id}/deliveries/{delivery_id}/redeliver", Redeliver).WithName("Redeliver")
            .WithSummary("Delivers again what was given up or arrived, under the same message id.");
        webhooks.MapPost("/{id}/test", Test).WithName("TestWebhook").WithSummary("Sends an event of type endpoint.test.");
        webhooks.MapPost("/{id}/enable", Enable).WithName("EnableWebhook").WithSummary("Takes events again after it was disabled.");
        return webhooks;
    }

    private static async Task<Results<Created<EndpointWithSecret>, Problem>> Create(
        CreateEndpointRequest request, CommandKey command, Caller caller, IGrainFactory grains)
    {
        if (request.Refuse() is { } refusal) return new Problem(refusal);
        string id = command.Name("ep");
        var spec = request.ToSpec();
        var made = await grains.NotificationDesk(caller.Workspace).CreateAsync(id, spec);
        return made.Map(endpoint => new EndpointWithSecret(endpoint, Shown(spec.Secret))).ToCreated(_ => $"/api/webhooks/{id}");
    }

    private static async Task<Results<Ok<EndpointWithSecret>, Problem>> Rotate(
        string id, RotateSecretRequest request, Caller caller, IGrainFactory grains)
    {
        string secret = request.Secret ?? WebhookSignature.NewSecret();
        var rotated = await Endpoint(caller, grains, id).RotateSecretAsync(secret);
        return rotated.Map(endpoint => new EndpointWithSecret(endpoint, Shown(secret))).ToHttp();
    }

    private static Task<Listing<NotificationEndpoint>> List(
        ListRequest list, Caller caller, ICatalogue catalogue, IGrainFactory grains, CancellationToken cancel) =>
        list.AnswerAsync<NotificationEndpoint>(catalogue, caller, CatalogueKinds.NotificationEndpoint, cancel, async entries =>
            [.. await Task.WhenAll(entries.Select(entry => CurrentAsync(entry, caller, grains)))]);

    /// <summary>The catalogue holds an endpoint as it was set up; its counts are the grain's.</summary>
    private static async Task<CatalogueEntry> CurrentAsync(CatalogueEntry entry, Caller caller, IGrainFactory grains)
    {
        var current = await Endpoint(caller, grains, entry.Id).GetAsync();
        return current.Accepted ? entry with { Document = JsonSerializer.Serialize(current.Value, WireJson.Options) } : entry;
    }

    private static Task<Results<Ok<NotificationEndpoint>, Problem>> Get(string id, Caller caller, IGrainFactory grains) =>
        Endpoint(caller, grains, id).GetAsync().ToHttp();

    private static Task<Results<NoContent, Problem>> Remove(string id, Caller caller, IGrainFactory grains) =>
        grains.NotificationDesk(caller.Workspace).RemoveAsync(caller.Key(id).Id).ToNoContent();

    private static async Task<Results<Ok<DeliveryList>, Problem>> ListDeliveries(string id, Caller caller, IGrainFactory grains) =>
        (await Endpoint(caller, grains, id).ListDeliveriesAsync()).Map(items => new DeliveryList(items, items.Length)).ToHttp();

    private static Task<Results<Ok<Delivery>, Problem>> Redeliver(string id, string delivery_id, Caller caller, IGrainFactory grains) =>
        Endpoint(caller, grains, id).RedeliverAsync(delivery_id).ToHttp();

    private static async Task<Results<Accepted<Delivery>, Problem>> Test(string id, CommandKey command, Caller caller, IGrainFactory grains) =>
        await Endpoint(caller, grains, id).TestAsync(command.Digits).ToAccepted(_ => $"/api/webhooks/{id}/deliveries");

    private static Task<Results<Ok<NotificationEndpoint>, Problem>> Enable(string id, Caller caller, IGrainFactory grains) =>
        Endpoint(caller, grains, id).EnableAsync().ToHttp();

    private static INotificationEndpointGrain Endpoint(Caller caller, IGrainFactory grains, string id) =>
        grains.NotificationEndpoint(caller.Workspace, caller.Key(id).Id);

    private static string? Shown(string secret) => secret.Length > 0 ? secret : null;
}
