using System.Buffers;
using System.Globalization;
using Kolosal.Http;
using Kolosal.Models;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Kolosal.Predictions;

/// <summary>The Open Inference Protocol, version 2, over REST, with its binary tensor extension.</summary>
/// <remarks>
/// Source: the protocol's <c>inference_rest</c> specification. The same door as everywhere: keys and tokens, workspace, rate limits.
/// </remarks>
internal static class OpenInferenceEndpoints
{
    public static IServiceCollection AddOpenInference(this IServiceCollection services) =>
        services.AddSingleton(OpenInferenceErrors.Dialect).AddOpenInferenceGrpc();

    public static RouteGroupBuilder MapOpenInference(this IEndpointRouteBuilder routes)
    {
        var inference = routes.MapGroup("/v2").WithTags("Open Inference Protocol");
        inference.MapGet("", () => TypedResults.Ok(InferenceServer.This)).WithName("GetInferenceServer").WithSummary("Name, version and extensions.");
        inference.MapGet("/health/live", () => TypedResults.Ok()).WithName("GetInferenceLiveness").WithSummary("The process answers.");
        inference.MapGet("/health/ready", GetReadiness).WithName("GetInferenceReadiness").WithSummary("Predictions can be asked for.");
        foreach (string model in (string[])["/models/{name}", "/models/{name}/versions/{version}"])
        {
            string suffix = model.EndsWith('}') && model.Contains("versions", StringComparison.Ordinal) ? "OfVersion" : "";
            inference.MapGet(model, GetModel).WithName("GetInferenceModel" + suffix)
                .WithSummary("Inputs and outputs of the version that would answer.");
            inference.MapGet(model + "/ready", GetModelReadiness).WithName("GetInferenceModelReadiness" + suffix)
                .WithSummary("The version serves and is loaded.");
            inference.MapPost(model + "/infer", Infer).WithMetadata(DeclaredPurpose.Described).WithName("Infer" + suffix)
                .WithSummary("Predicts rows given as tensors, one an input; each prediction is in the durable log before the answer.");
        }

        routes.MapGrpcService<InferenceService>();
        return inference;
    }

    private static async Task<StatusCodeHttpResult> GetReadiness(HealthCheckService health, CancellationToken cancel) => TypedResults.StatusCode(
        (await health.CheckHealthAsync(cancel)).Status == HealthStatus.Unhealthy ? StatusCodes.Status503ServiceUnavailable : StatusCodes.Status200OK);

    private static async Task<Results<Ok<InferenceModel>, Problem>> GetModel(string name, string? version, PredictionDoor door)
    {
        if (!TryRead(name, version, out var id)) return new Problem(ModelId.NotFound(name));
        var served = await door.PredictorOf(id).DescribeAsync(id.Reference);
        return served.Accepted ? TypedResults.Ok(InferenceModel.Of(id.Name, served.Value)) : new Problem(served.Refusal);
    }

    private static async Task<Results<Ok, Problem>> GetModelReadiness(string name, string? version, PredictionDoor door)
    {
        if (!TryRead(name, version, out var id)) return new Problem(ModelId.NotFound(name));
        var served = await door.PredictorOf(id).DescribeAsync(id.Reference);
        return served.Accepted ? TypedResults.Ok() : new Problem(served.Refusal);
    }

    private static async Task Infer(HttpContext context)
    {
        string name = context.Request.RouteValues["name"] as string ?? "";
        if (!TryRead(name, context.Request.RouteValues["version"] as string, out var id))
        {
            await new Problem(ModelId.NotFound(name)).ExecuteAsync(context);
            return;
        }

        var door = context.RequestServices.GetRequiredService<PredictionDoor>();
        var reader = new InferRequestReader();
        InferRequest request;
        try
        {
            request = reader.Read(await ReadAsync(context), HeaderLength(context.Request));
        }
        catch (ProblemException)
        {
            // Where there is no model, that is what is said, whatever the body holds.
            if ((await door.PredictorOf(id).DescribeAsync(id.Reference)).Refusal is not { Kind: RefusalKind.NotFound } missing) throw;
            await new Problem(missing).ExecuteAsync(context);
            return;
        }

        var (reply, problem) = await door.AskAsync(id, request.ToPrediction(id.Reference, DeclaredPurpose.Of(context.Request)));
        if (reply is null)
        {
            await problem!.ExecuteAsync(context);
            return;
        }

        if (reply.Deprecation is { } notice) DeprecationHeaders.Write(context.Response, id.Name, notice);
        InferReplyWriter.Write(context.Response, id.Name, request, reply, reader.BinaryOutputs);
        await context.Response.BodyWriter.FlushAsync(context.RequestAborted);
    }

    private static async Task<ReadOnlyMemory<byte>> ReadAsync(HttpContext context)
    {
        string? type = MediaTypes.Of(context.Request);
        if (type is not (null or "" or MediaTypes.Json or MediaTypes.Bytes))
            throw new ProblemException(new(415, "request.unsupported-media-type", $"Send {MediaTypes.Json} or {MediaTypes.Bytes}."));
        var body = context.Request.BodyReader;
        while (true)
        {
            var read = await body.ReadAsync(context.RequestAborted);
            if (!read.IsCompleted)
            {
                body.AdvanceTo(read.Buffer.Start, read.Buffer.End);
                continue;
            }

            byte[] bytes = read.Buffer.ToArray();
            body.AdvanceTo(read.Buffer.End);
            return bytes;
        }
    }

    private static int? HeaderLength(HttpRequest request)
    {
        if (!request.Headers.TryGetValue(InferReplyWriter.LengthHeader, out var text)) return null;
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int length) ? length
            : throw InferRequestReader.Malformed("$", $"{InferReplyWriter.LengthHeader} must be a number of bytes.");
    }

    /// <summary>The model that an address names: by its name, by name and version, or as everywhere else (<c>name@alias</c>).</summary>
    internal static bool TryRead(string name, string? version, out ModelId id)
    {
        if (string.IsNullOrEmpty(version)) return ModelId.TryParse(name, out id);
        id = default;
        return ModelId.IsName(name) && ModelId.TryParse($"{name}:{version}", out id);
    }
}
