using System.CommandLine;

namespace Kolosal.CommandLine;

/// <summary><c>kolosal data upload | list | show</c>.</summary>
internal static class DataCommands
{
    private static readonly Argument<string> File = new("file") { Description = "CSV, NDJSON, Parquet or XLSX." };

    private static readonly Argument<string> Id = new("id") { Description = "A dataset (ds_…)." };

    private static readonly Option<int> Limit = new("--limit") { Description = "Datasets of the list, 1 to 500.", DefaultValueFactory = _ => 20 };

    public static Command Create() => new("data", "Datasets.")
    {
        new ClientCommand("upload", "Makes a dataset of a file.", UploadAsync, File),
        new ClientCommand("list", "The datasets of the workspace, the latest first.", ListAsync, Limit),
        new ClientCommand("show", "One dataset with its columns.", ShowAsync, Id),
    };

    private static async Task<int> UploadAsync(ClientWork work, CancellationToken cancel)
    {
        string file = work.Value(File)!;
        if (!System.IO.File.Exists(file)) throw new CommandException(ExitCodes.WrongUsage, $"There is no file '{file}'.");
        var dataset = await work.Server.UploadAsync(file, cancel);
        if (work.Json) work.Terminal.Document(dataset);
        else work.Terminal.Line($"{dataset.Text("dataset_id")}  {dataset.Text("rows")} rows, {dataset.List("columns").Count()} columns");
        return 0;
    }

    private static async Task<int> ListAsync(ClientWork work, CancellationToken cancel)
    {
        var list = await work.Server.GetAsync($"/api/data?sort=-created_at&limit={work.Value(Limit)}", cancel);
        if (work.Json) work.Terminal.Document(list);
        else
            work.Terminal.Table(["dataset", "name", "rows", "version", "created"],
            [
                .. list.List("items").Select(one => new[]
                { one.Text("dataset_id"), one.Text("name"), one.Text("rows"), one.Text("version"), one.Text("created_at") }),
            ]);
        return 0;
    }

    private static async Task<int> ShowAsync(ClientWork work, CancellationToken cancel)
    {
        var dataset = await work.Server.GetAsync($"/api/data/{Uri.EscapeDataString(work.Value(Id)!)}", cancel);
        if (work.Json)
        {
            work.Terminal.Document(dataset);
            return 0;
        }
        work.Terminal.Line($"{dataset.Text("dataset_id")}  {dataset.Text("name")}  {dataset.Text("rows")} rows  {dataset.Text("created_at")}");
        work.Terminal.Table(["column", "type", "missing", "distinct"],
        [
            .. dataset.List("columns").Select(column => new[]
            { column.Text("name"), column.Text("type"), column.Text("missing"), column.Text("distinct") }),
        ]);
        return 0;
    }
}
