using System.CommandLine;

namespace Kolosal.CommandLine;

/// <summary><c>kolosal export MODEL --format onnx -o FILE</c>: a version as a file that runs without Kolosal.</summary>
internal static class ExportCommand
{
    private static readonly Argument<string> Model = new("model") { Description = "name, name:version or name@alias." };

    private static readonly Option<string> Format = new("--format")
    {
        Description = "onnx, pmml, csharp or package.",
        DefaultValueFactory = _ => "onnx",
    };

    private static readonly Option<string?> Out = new("--out", "-o") { Description = "Where to; the server's name for it when left out." };

    public static Command Create() => new ClientCommand("export", "Writes a model version as ONNX, PMML, C# source or its package.", RunAsync,
        Model, Format, Out);

    private static async Task<int> RunAsync(ClientWork work, CancellationToken cancel)
    {
        string format = work.Value(Format)!;
        if (format is not ("onnx" or "pmml" or "csharp" or "package"))
            throw new CommandException(ExitCodes.WrongUsage, $"A format is onnx, pmml, csharp or package, got '{format}'.");
        var (name, bytes) = await work.Server.PostForFileAsync("/api/export/model", new { model_id = work.Value(Model)!, format }, cancel);
        string path = work.Value(Out) ?? Path.GetFileName(name);
        await File.WriteAllBytesAsync(path, bytes, cancel);
        if (format == "package")
        {
            var signature = await work.Server.GetAsync($"/api/models/{Uri.EscapeDataString(work.Value(Model)!)}/signature", cancel);
            await File.WriteAllTextAsync(path + ".sig", signature.GetRawText(), cancel);
        }
        if (work.Json) work.Terminal.Document(new { File = path, Bytes = bytes.Length, Format = format });
        else work.Terminal.Line($"{path} ({bytes.Length} bytes)");
        return 0;
    }
}
