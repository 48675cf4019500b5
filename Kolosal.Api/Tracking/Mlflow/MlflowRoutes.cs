using System.Text.Json;
using System.Text.Json.Nodes;
using Kolosal.Access;
using Kolosal.Http;
using Microsoft.AspNetCore.Mvc;

namespace Kolosal.Tracking;

/// <summary>Answers a request to MLflow's addresses.</summary>
internal delegate Task<Result<JsonObject>> MlflowHandler(MlflowCall call);

/// <summary>How addresses of MLflow are mapped: every body is an object of names and values, every answer a document.</summary>
internal static class MlflowRoutes
{
    public static RouteGroupBuilder MapMlflowGroup(this IEndpointRouteBuilder routes, string address) =>
        routes.MapGroup(address).WithTags("MLflow").WithMetadata(new TakesBasic());

    public static RouteHandlerBuilder Get(this RouteGroupBuilder group, string path, MlflowHandler handler, string summary) => group
        .MapGet(path, (HttpContext context, CancellationToken cancel) =>
            AnswerAsync(handler, MlflowCall.Of(context, new(context.Request.Query)))).WithSummary(summary);

    public static RouteHandlerBuilder Post(this RouteGroupBuilder group, string path, MlflowHandler handler, string summary) =>
        group.WithBody("POST", path, handler, summary);

    public static RouteHandlerBuilder Patch(this RouteGroupBuilder group, string path, MlflowHandler handler, string summary) =>
        group.WithBody("PATCH", path, handler, summary);

    public static RouteHandlerBuilder Delete(this RouteGroupBuilder group, string path, MlflowHandler handler, string summary) =>
        group.WithBody("DELETE", path, handler, summary);

    /// <summary>Of what the address names whole, so that there is nothing left to be said in a body.</summary>
    public static RouteHandlerBuilder DeleteNamed(this RouteGroupBuilder group, string path, MlflowHandler handler, string summary) => group
        .MapDelete(path, (HttpContext context, CancellationToken cancel) =>
            AnswerAsync(handler, MlflowCall.Of(context, new(context.Request.Query)))).WithSummary(summary);

    private static RouteHandlerBuilder WithBody(
        this RouteGroupBuilder group, string method, string path, MlflowHandler handler, string summary) => group
        .MapMethods(path, [method], ([FromBody] Dictionary<string, JsonElement> body, HttpContext context) =>
            AnswerAsync(handler, MlflowCall.Of(context, new(body)))).WithSummary(summary);

    private static async Task<IResult> AnswerAsync(MlflowHandler handler, MlflowCall call)
    {
        var result = await handler(call);
        return result.Accepted
            ? TypedResults.Text(result.Value.ToJsonString(WireJson.Options), "application/json") : new Problem(result.Refusal);
    }
}
