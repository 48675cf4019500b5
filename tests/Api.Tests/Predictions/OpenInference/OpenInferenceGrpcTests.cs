using Google.Protobuf;
using Grpc.Core;
using Grpc.Core.Interceptors;
using Grpc.Net.Client;
using Kolosal.Access;
using Kolosal.Api.Tests.Models;
using Kolosal.Predictions.Inference;
using Kolosal.Testing;

namespace Kolosal.Api.Tests.Predictions;

/// <summary>The protocol over gRPC on its own port without TLS, through the client that its definition generates.</summary>
public sealed class OpenInferenceGrpcTests(GrpcApi host) : IClassFixture<GrpcApi>
{
    private const int Rows = 10_000;

    [Fact]
    public async Task Server_and_model_say_what_they_are_and_that_they_are_ready()
    {
        string name = await host.ServeAsync();
        var strangers = host.Client(null);
        Assert.True((await strangers.ServerLiveAsync(new())).Live);
        await Eventually.HoldsAsync(async () => (await strangers.ServerReadyAsync(new())).Ready);
        var client = host.Client(ApiHost.Token([Role.Consumer]));
        Assert.Contains("binary_tensor_data", (await client.ServerMetadataAsync(new())).Extensions);
        Assert.True((await client.ModelReadyAsync(new() { Name = name })).Ready);
        var model = await client.ModelMetadataAsync(new() { Name = name, Version = "1" });
        Assert.Equal((name, "1"), (model.Name, model.Versions.Single()));
        Assert.Equal(["x FP64", "c BYTES"], model.Inputs.Select(input => $"{input.Name} {input.Datatype}"));
        Assert.Equal("[\"a\",\"b\"]", model.Properties["categories.c"]);
    }

    [Fact]
    public async Task Ten_thousand_rows_get_the_bits_of_the_training_code_by_type_and_raw()
    {
        var package = ServedPackages.Fit(new ParityRows(400, 1, unseen: false).Table(), "y", "gradient_boosting");
        string name = await host.ServePackageAsync(package, "gradient_boosting");
        var probe = new ParityRows(Rows, 2, unseen: true);
        double[] expected = package.CreateScorer().Score(probe.Table());
        var client = host.Client(ApiHost.Token([Role.Consumer]));
        var tensors = probe.Tensors().ToDictionary(tensor => tensor.Name, tensor => tensor.Data);

        // Protobuf has no null: numbers that may be missing go as FP64 with NaN, texts as empty ones, as the file of training has them.
        var request = new ModelInferRequest { ModelName = name, Id = "7" };
        var amount = Input(request, "amount", "FP64");
        amount.Contents.Fp64Contents.AddRange(tensors["amount"].Select(value => value?.GetDouble() ?? double.NaN));
        Input(request, "count", "FP64").Contents.Fp64Contents.AddRange(tensors["count"].Select(value => value?.GetDouble() ?? double.NaN));
        Input(request, "owner", "FP64").Contents.Fp64Contents.AddRange(
            tensors["owner"].Select(value => value is { } flag ? flag.GetBoolean() ? 1 : 0 : double.NaN));
        foreach (string text in (string[])["account", "city", "since"])
            Input(request, text, "BYTES").Contents.BytesContents.AddRange(
                tensors[text].Select(value => ByteString.CopyFromUtf8(value is { } some ? some.ToString() : "")));
        var typed = await client.ModelInferAsync(request);
        Assert.Equal("7", typed.Id);
        Same(expected, [.. typed.Outputs.Single(output => output.Name == "probabilities").Contents.Fp64Contents]);

        foreach (var input in request.Inputs)
        {
            request.RawInputContents.Add(input.Datatype == "FP64"
                ? ByteString.CopyFrom([.. input.Contents!.Fp64Contents.SelectMany(value => BitConverter.GetBytes(value))])
                : ByteString.CopyFrom([.. input.Contents!.BytesContents.SelectMany(text =>
                    BitConverter.GetBytes(text.Length).Concat(text.ToByteArray()))]));
            input.Contents = null;
        }

        request.Outputs.Add(new ModelInferRequest.Types.InferRequestedOutputTensor { Name = "probabilities" });
        byte[] raw = (await client.ModelInferAsync(request)).RawOutputContents.Single().ToByteArray();
        Same(expected, [.. Enumerable.Range(0, raw.Length / 8).Select(i => BitConverter.ToDouble(raw, i * 8))]);
    }

    [Fact]
    public async Task Refusals_are_statuses()
    {
        string name = await host.ServeAsync();
        var consumer = host.Client(ApiHost.Token([Role.Consumer]));
        Assert.Equal(StatusCode.Unauthenticated, await StatusAsync(host.Client(null), name));
        Assert.Equal(StatusCode.Unauthenticated, await StatusAsync(host.Client("nonsense"), name));
        Assert.Equal(StatusCode.PermissionDenied, await StatusAsync(host.Client(ApiHost.Token([Role.Auditor])), name));
        Assert.Equal(StatusCode.NotFound, await StatusAsync(host.Client(ApiHost.Token([Role.Consumer], "elsewhere")), name));
        Assert.Equal(StatusCode.NotFound, await StatusAsync(consumer, "nobody"));
        Assert.Equal(StatusCode.FailedPrecondition, await StatusAsync(consumer, await host.RegisterAsync()));
        Assert.Equal(StatusCode.InvalidArgument, await StatusAsync(consumer, name, "FP99"));
        Assert.Equal(StatusCode.OK, await StatusAsync(consumer, name));

        var absent = await Assert.ThrowsAsync<RpcException>(async () => await consumer.ModelInferAsync(Row(name, withCategory: false)));
        Assert.Equal((StatusCode.InvalidArgument, "predict.bad-rows"), (absent.StatusCode, absent.Trailers.GetValue("kolosal-code")));
        Assert.Contains("$.rows[0].c", absent.Status.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_deprecated_version_is_told_in_the_metadata_and_a_retired_one_refused()
    {
        string name = await host.ServeAsync();
        using var bob = host.As(Role.Admin, subject: "bob");
        Assert.True((await bob.PostAsync($"/api/models/{name}:1/deprecate", ApiHost.Json("""{"note":"old"}"""))).IsSuccessStatusCode);
        var consumer = host.Client(ApiHost.Token([Role.Consumer]));
        Metadata told = [];
        await Eventually.HoldsAsync(async () =>
        {
            var request = Row(name);
            request.ModelVersion = "1";
            var call = consumer.ModelInferAsync(request);
            told = await call.ResponseHeadersAsync;
            await call;
            return told.GetValue("deprecation") is not null;
        });
        Assert.StartsWith("@", told.GetValue("deprecation"), StringComparison.Ordinal);
        Assert.Contains("successor-version", told.GetValue("link"), StringComparison.Ordinal);

        Assert.True((await bob.PostAsync($"/api/models/{name}:1/retire", ApiHost.Json("""{"note":"gone"}"""))).IsSuccessStatusCode);
        await Eventually.HoldsAsync(async () =>
        {
            var request = Row(name);
            request.ModelVersion = "1";
            try
            {
                await consumer.ModelInferAsync(request);
                return false;
            }
            catch (RpcException gone)
            {
                return (gone.StatusCode, gone.Trailers.GetValue("kolosal-code")) == (StatusCode.FailedPrecondition, "models.retired");
            }
        });
    }

    private static async Task<StatusCode> StatusAsync(GRPCInferenceService.GRPCInferenceServiceClient client, string model, string type = "FP64")
    {
        try
        {
            await client.ModelInferAsync(Row(model, type: type));
            return StatusCode.OK;
        }
        catch (RpcException refused)
        {
            return refused.StatusCode;
        }
    }

    private static ModelInferRequest Row(string model, bool withCategory = true, string type = "FP64")
    {
        var request = new ModelInferRequest { ModelName = model };
        request.Inputs.Add(new ModelInferRequest.Types.InferInputTensor
        { Name = "x", Datatype = type, Shape = { 1 }, Contents = new() { Fp64Contents = { 0.5 } } });
        if (withCategory)
            request.Inputs.Add(new ModelInferRequest.Types.InferInputTensor
            { Name = "c", Datatype = "BYTES", Shape = { 1 }, Contents = new() { BytesContents = { ByteString.CopyFromUtf8("a") } } });
        return request;
    }

    private static ModelInferRequest.Types.InferInputTensor Input(ModelInferRequest request, string name, string type)
    {
        var input = new ModelInferRequest.Types.InferInputTensor { Name = name, Datatype = type, Shape = { Rows, 1 }, Contents = new() };
        request.Inputs.Add(input);
        return input;
    }

    private static void Same(double[] expected, double[] got) =>
        Assert.Equal(expected.Select(BitConverter.DoubleToInt64Bits), got.Select(BitConverter.DoubleToInt64Bits));
}

/// <summary>A server with a port for gRPC, whose grains are open.</summary>
public sealed class GrpcApi : ApiHost
{
    private readonly GrpcChannel channel;

    public GrpcApi()
        : this(FreePorts.Next()) { }

    private GrpcApi(int port)
        : base(new ApiHostOptions
        {
            Settings = new Dictionary<string, string>
            {
                ["urls"] = "http://127.0.0.1:0",
                ["Kolosal:OpenInference:GrpcPort"] = $"{port}",
                ["Kolosal:OpenInference:GrpcAddress"] = "127.0.0.1",
                ["Kolosal:Predictions:RefreshMilliseconds"] = "20",
            },
            GrainsAreOpen = true,
        }) => channel = GrpcChannel.ForAddress($"http://127.0.0.1:{port}", new() { MaxReceiveMessageSize = null });

    internal GRPCInferenceService.GRPCInferenceServiceClient Client(string? token) => new(token is null ? channel.CreateCallInvoker()
        : channel.CreateCallInvoker().Intercept(metadata =>
        {
            metadata.Add("Authorization", $"Bearer {token}");
            return metadata;
        }));

    protected override void Dispose(bool disposing)
    {
        if (disposing) channel.Dispose();
        base.Dispose(disposing);
    }
}
