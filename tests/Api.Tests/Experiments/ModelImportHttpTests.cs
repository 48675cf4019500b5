using System.Net;
using System.Text;
using System.Text.Json;
using Kolosal.Access;
using Kolosal.Learning.Interchange;
using Kolosal.Learning.Pipelines;

namespace Kolosal.Api.Tests;

[Collection(ServingCollection.Name)]
public sealed class ModelImportHttpTests(ServingApi host)
{
    [Fact]
    public async Task A_model_of_another_system_is_imported_promoted_served_and_exported_like_our_own()
    {
        string data = await host.UploadAsync(ImportableModels.Csv());
        var alice = host.As(Role.Admin, subject: "alice");
        byte[] file = OnnxModel.Write(new Scorer([new(ImportableModels.Fitted())]).Describe(), "model", "1.0", []);
        var made = await JsonAsync(await ImportableModels.PostAsync(alice, ImportableModels.Metadata("foreign", "onnx", data), file),
            HttpStatusCode.Created);
        Assert.Equal("foreign", made.GetProperty("model").GetString());
        Assert.Equal("given", made.GetProperty("evaluation").GetProperty("rows").GetString());
        Assert.Equal(ImportableModels.Rows, made.GetProperty("evaluation").GetProperty("test_rows").GetInt32());

        var bob = host.As(Role.Admin, subject: "bob");
        string report = await (await bob.PostAsync("/api/models/foreign:1/validate", null)).Content.ReadAsStringAsync();
        Assert.True(JsonDocument.Parse(report).RootElement.GetProperty("passed").GetBoolean(), report);
        await JsonAsync(await bob.PostAsync("/api/models/foreign:1/promote", ApiHost.Json("""{"note":"as good as it was there"}""")),
            HttpStatusCode.OK);
        var answer = await JsonAsync(await bob.PostAsync("/api/predict",
            ApiHost.Json("""{"model_id":"foreign","rows":[{"x":0.9,"c":"a"},{"x":null,"c":"zzz"}]}""")),
            HttpStatusCode.OK);
        double[] expected = ImportableModels.Fitted().Score(ImportableModels.Table([0.9, double.NaN], ["a", "zzz"]));
        var predictions = answer.GetProperty("predictions").EnumerateArray().ToArray();
        for (int row = 0; row < 2; row++)
            Assert.Equal(expected[2 * row + 1], predictions[row].GetProperty("probabilities").GetProperty("up").GetDouble(), 1e-9);

        var exported = await bob.PostAsync("/api/export/model", ApiHost.Json("""{"model_id":"foreign:1","format":"onnx"}"""));
        Assert.Equal(HttpStatusCode.OK, exported.StatusCode);
        string card = await (await bob.GetAsync("/api/models/foreign:1/card")).Content.ReadAsStringAsync();
        Assert.Contains("\"import\"", card, StringComparison.Ordinal);
        using var asked = new HttpRequestMessage(HttpMethod.Get, "/api/models/foreign:1/card");
        asked.Headers.Accept.ParseAdd("text/markdown");
        string words = await (await bob.SendAsync(asked)).Content.ReadAsStringAsync();
        Assert.Contains("Trained elsewhere", words, StringComparison.Ordinal);
        Assert.Contains("whether training saw them is not known", words, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_package_moves_to_another_place_with_its_hash_and_a_smaller_one_is_made_of_it()
    {
        string data = await host.UploadAsync(ImportableModels.Csv());
        var alice = host.As(Role.Admin, subject: "alice");
        byte[] package = ImportableModels.Package();
        var made = await JsonAsync(await ImportableModels.PostAsync(alice, ImportableModels.Metadata("moved", "package", data), package),
            HttpStatusCode.Created);
        byte[] back = await alice.GetByteArrayAsync("/api/models/moved:1/download");
        Assert.Equal(package, back);

        var signature = await JsonAsync(await alice.GetAsync("/api/models/moved:1/signature"), HttpStatusCode.OK);
        Assert.Equal(made.GetProperty("package_sha256").GetString(), signature.GetProperty("package_sha256").GetString());
        Assert.Null(Kolosal.Models.PackageSignature.Check(signature.GetProperty("package_sha256").GetString()!,
            signature.GetProperty("signature").GetString(),
            signature.GetProperty("public_key").GetString(), out string? keyId));
        Assert.Equal(signature.GetProperty("key_id").GetString(), keyId);

        var small = await JsonAsync(await alice.PostAsync("/api/quantize", ApiHost.Json("""{"model_id":"moved:1","precision":"int8"}""")),
            HttpStatusCode.Created);
        Assert.Equal(2, small.GetProperty("version").GetInt32());
        Assert.True(small.GetProperty("after").GetProperty("predictor_bytes").GetInt64()
            < small.GetProperty("before").GetProperty("predictor_bytes").GetInt64());
        Assert.Equal("models.not-quantizable", await Problems.CodeAsync(
            await alice.PostAsync("/api/quantize", ApiHost.Json("""{"model_id":"moved:2","precision":"int8"}""")),
                HttpStatusCode.UnprocessableEntity));
    }

    [Fact]
    public async Task What_is_no_model_or_does_not_fit_is_refused_by_code()
    {
        string data = await host.UploadAsync(ImportableModels.Csv());
        var alice = host.As(Role.Admin, subject: "alice");
        byte[] noise = Encoding.UTF8.GetBytes("no model");
        foreach (string format in (string[])["xgboost", "lightgbm", "onnx", "mlnet", "package"])
            Assert.Equal("models.import-unreadable", await Problems.CodeAsync(
                await ImportableModels.PostAsync(alice, ImportableModels.Metadata("none", format, data), noise), HttpStatusCode.UnprocessableEntity));
        Assert.Equal(HttpStatusCode.BadRequest, (await ImportableModels.PostAsync(alice, ImportableModels.Metadata("none", "excel", data),
            noise)).StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest, (await ImportableModels.PostAsync(alice, "{}", noise)).StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest, (await ImportableModels.PostAsync(alice, "not json", noise)).StatusCode);
        Assert.Equal("request.unsupported-media-type", await Problems.CodeAsync(
            await alice.PostAsync("/api/models/import", ApiHost.Json("{}")), HttpStatusCode.UnsupportedMediaType));
        Assert.Equal(HttpStatusCode.NotFound, (await ImportableModels.PostAsync(alice, ImportableModels.Metadata("none", "onnx", "ds_nothing"),
            noise)).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await ImportableModels.PostAsync(host.As(Role.Consumer), ImportableModels.Metadata("none", "onnx",
            data), noise)).StatusCode);

        byte[] file = OnnxModel.Write(new Scorer([new(ImportableModels.Fitted())]).Describe(), "model", "1.0", []);
        Assert.Equal("models.import-columns", await Problems.CodeAsync(
            await ImportableModels.PostAsync(alice, ImportableModels.Metadata("none", "onnx", data, "x"), file), HttpStatusCode.UnprocessableEntity));
        for (int at; (at = file.AsSpan().IndexOf("TreeEnsembleRegressor"u8)) >= 0;) file.AsSpan(at, 4).Fill((byte)'X');
        Assert.Equal("models.import-unsupported-operator", await Problems.CodeAsync(
            await ImportableModels.PostAsync(alice, ImportableModels.Metadata("none", "onnx", data), file), HttpStatusCode.UnprocessableEntity));
    }

    private static async Task<JsonElement> JsonAsync(HttpResponseMessage response, HttpStatusCode expected)
    {
        string text = await response.Content.ReadAsStringAsync();
        Assert.True(response.StatusCode == expected, text);
        return JsonSerializer.Deserialize<JsonElement>(text);
    }
}
