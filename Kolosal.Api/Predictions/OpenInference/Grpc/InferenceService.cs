using System.Globalization;
using Grpc.Core;
using Kolosal.Http;
using Kolosal.Models;
using Kolosal.Predictions.Inference;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Kolosal.Predictions;

/// <summary>The Open Inference Protocol, version 2, over gRPC: the same rows, door and log as over REST.</summary>
/// <remarks>
/// Source: the protocol's <c>inference_grpc</c> specification. Refusals are statuses, with our code in the trailer <c>kolosal-code</c>.
/// </remarks>
internal sealed class InferenceService(PredictionDoor door, HealthCheckService health) : GRPCInferenceService.GRPCInferenceServiceBase
{
    public override Task<ServerLiveResponse> ServerLive(ServerLiveRequest request, ServerCallContext context) =>
        Task.FromResult(new ServerLiveResponse { Live = true });

    public override async Task<ServerReadyResponse> ServerReady(ServerReadyRequest request, ServerCallContext context) =>
        new() { Ready = (await health.CheckHealthAsync(context.CancellationToken)).Status != HealthStatus.Unhealthy };

    public override Task<ServerMetadataResponse> ServerMetadata(ServerMetadataRequest request, ServerCallContext context) =>
        Task.FromResult(new ServerMetadataResponse
        {
            Name = InferenceServer.This.Name,
            Version = InferenceServer.This.Version,
            Extensions = { InferenceServer.This.Extensions },
        });

    public override Task<ModelReadyResponse> ModelReady(ModelReadyRequest request, ServerCallContext context) => GrpcRefusals.GuardAsync(async () =>
    {
        var id = Read(request.Name, request.Version);
        var served = await door.PredictorOf(id).DescribeAsync(id.Reference);
        if (served.Refusal is { Kind: RefusalKind.NotFound }) throw new ProblemException(new(served.Refusal));
        return new ModelReadyResponse { Ready = served.Accepted };
    });

    public override Task<ModelMetadataResponse> ModelMetadata(ModelMetadataRequest request, ServerCallContext context) =>
        GrpcRefusals.GuardAsync(async () =>
        {
            var id = Read(request.Name, request.Version);
            var served = await door.PredictorOf(id).DescribeAsync(id.Reference);
            if (!served.Accepted) throw new ProblemException(new(served.Refusal));
            var model = InferenceModel.Of(id.Name, served.Value);
            return new ModelMetadataResponse
            {
                Name = model.Name,
                Versions = { model.Versions },
                Platform = model.Platform,
                Inputs = { model.Inputs.Select(TensorOf) },
                Outputs = { model.Outputs.Select(TensorOf) },
                Properties = { model.Properties },
            };
        });

    public override Task<ModelInferResponse> ModelInfer(ModelInferRequest request, ServerCallContext context) => GrpcRefusals.GuardAsync(async () =>
    {
        var id = Read(request.ModelName, request.ModelVersion);
        var infer = GrpcTensors.Read(request);
        var (reply, problem) = await door.AskAsync(id, infer.ToPrediction(id.Reference, DeclaredPurpose.Of(context.GetHttpContext().Request)));
        if (reply is null) throw new ProblemException(problem!);
        if (reply.Deprecation is { } notice) await context.WriteResponseHeadersAsync(DeprecationHeaders.ToMetadata(id.Name, notice));
        return Answer(id.Name, infer, reply, raw: request.RawInputContents.Count > 0);
    });

    private static ModelInferResponse Answer(string model, InferRequest request, PredictionReply reply, bool raw)
    {
        string batch = $"prd_{reply.BatchId:N}";
        var answer = new ModelInferResponse
        {
            ModelName = model,
            ModelVersion = reply.Version.ToString(CultureInfo.InvariantCulture),
            Id = request.Id ?? batch,
        };
        answer.Parameters["prediction_batch"] = new InferParameter { StringParam = batch };
        answer.Parameters["durable"] = new InferParameter { BoolParam = reply.Durable };
        foreach (var output in InferOutput.Of(reply, request.Outputs)) GrpcTensors.Add(answer, output, raw);
        return answer;
    }

    private static ModelId Read(string name, string version) =>
        OpenInferenceEndpoints.TryRead(name, version, out var id) ? id : throw new ProblemException(new(ModelId.NotFound(name)));

    private static ModelMetadataResponse.Types.TensorMetadata TensorOf(InferenceTensor tensor) =>
        new() { Name = tensor.Name, Datatype = tensor.Datatype, Shape = { tensor.Shape.Select(size => (long)size) } };
}
