using System.Text;
using Kolosal.Access;
using Kolosal.Http;
using Kolosal.Learning.Graphs;
using Kolosal.Learning.Interchange;
using Kolosal.Learning.Packages;
using Kolosal.Storage;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Kolosal.Models;

/// <summary>Versions written in formats that run without Kolosal.</summary>
internal static class ModelExports
{
    /// <summary>Writing a large model is computing, and several at a time would take the threads that answer predictions.</summary>
    private static readonly SemaphoreSlim Turn = new(1);

    public static async Task<Results<FileContentHttpResult, Problem>> Export(
        ExportModelRequest request, Caller caller, IGrainFactory grains, IBlobStore blobs, CancellationToken cancel)
    {
        if (!ModelId.TryParse(request.ModelId, out var id)) return new Problem(ModelId.NotFound(request.ModelId));
        if (caller.Principal.Refuse(Permission.ModelsExport, (ConditionAttribute.Model, id.Name)) is { } barred) return new Problem(barred);
        var version = await grains.Model(id.Key(caller.Workspace)).GetVersionAsync(id.Reference);
        if (!version.Accepted) return new Problem(version.Refusal);
        var registration = version.Value.Registration;
        await using var stored = await blobs.OpenAsync(registration.Package, cancel);
        if (stored is null) return new Problem(410, "models.package-gone", "The package of this version is no longer stored.");
        using var package = new MemoryStream();
        await stored.CopyToAsync(package, cancel);
        string file = $"{id.Name}-{version.Value.Number}";
        if (request.Format == ExportFormat.Package) return TypedResults.File(package.ToArray(), "application/octet-stream", $"{file}.kolosal");

        await Turn.WaitAsync(cancel);
        try
        {
            package.Position = 0;
            return await Task.Run(() => Write(request.Format, package, file, registration.PackageSha256), cancel);
        }
        catch (NotExportableException why)
        {
            return new Problem(422, "models.not-exportable", why.Message);
        }
        finally
        {
            Turn.Release();
        }
    }

    private static FileContentHttpResult Write(ExportFormat format, Stream package, string file, string sha256)
    {
        var graph = ModelPackage.Load(package).CreateScorer().Describe();
        string producer = typeof(ModelExports).Assembly.GetName().Version!.ToString(3);
        switch (format)
        {
            case ExportFormat.Onnx:
                byte[] onnx = OnnxModel.Write(graph, file, producer, [new("model", file), new("package_sha256", sha256)]);
                return TypedResults.File(onnx, "application/octet-stream", $"{file}.onnx");
            case ExportFormat.Pmml:
                return TypedResults.File(Encoding.UTF8.GetBytes(PmmlModel.Write(graph, file, producer)), "application/xml", $"{file}.pmml");
            default:
                string source = CSharpModel.Write(graph, "Scorer",
                    [$"Scores rows as {file} did, the package with SHA-256 {sha256}.", $"Written by Kolosal {producer}."]);
                return TypedResults.File(Encoding.UTF8.GetBytes(source), "text/x-csharp", $"{file}.cs");
        }
    }
}
