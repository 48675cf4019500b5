using Kolosal.Learning;
using Kolosal.Learning.Packages;
using Kolosal.Models;
using Kolosal.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Kolosal.Predictions;

/// <summary>More models than there is room for take turns in memory, and nobody who asks them can tell.</summary>
public class LoadedModelsTests
{
    private const string Row = """{"age":31,"income":40000,"city":"Oslo","owner":true,"since":"2016-05-06","note":null}""";

    [Fact]
    public async Task Models_that_do_not_fit_take_turns_and_answer_as_before()
    {
        using var measured = new Measurements("Kolosal.Predictions");
        await using var silo = await PlatformSilo.StartAsync(new()
        {
            ["Kolosal:Predictions:ModelMegabytes"] = "1",
            ["Kolosal:Predictions:RefreshMilliseconds"] = "60000",
        });
        var packages = Enumerable.Range(0, 3).Select(i => SampleModels.Fit(Samples.Mixed(600, (ulong)i + 1), "risk", "random_forest")).ToArray();
        for (int i = 0; i < packages.Length; i++) await silo.ServeAsync($"m{i}", packages[i]);

        var first = new double[packages.Length][];
        for (int round = 0; round < 3; round++)
            for (int i = 0; i < packages.Length; i++)
            {
                var reply = (await silo.PredictAsync($"m{i}", $"[{Row}]")).Value!;
                if (round == 0) first[i] = reply.Outputs;
                Assert.Equal(first[i], reply.Outputs);
            }

        Assert.Equal(packages.Length, first.Select(outputs => outputs[0]).Distinct().Count());
        Assert.True(measured.Sum("kolosal.predictions.model_evictions") >= 2);
        Assert.True(measured.Sum("kolosal.predictions.model_reloads") >= 1);

        // Each is larger than the room, so that only the one in use is there.
        long largest = packages.Max(Size);
        Assert.InRange(silo.Services.GetRequiredService<LoadedModels>().Bytes, largest / 2, 20 * largest);
    }

    [Fact]
    public async Task What_a_version_takes_and_gives_is_told()
    {
        await using var silo = await ServedModels.StartSiloAsync();
        int version = await silo.ServeAsync("m", SampleModels.Fit(Samples.Mixed(80, 1), "risk", "prior"));
        var served = (await silo.Grains.Predictor(ServedModels.Key("m")).DescribeAsync(null)).Value!;
        Assert.Equal((version, "binary", "risk"), (served.Version, served.Task, served.Target));
        Assert.Equal(["bad", "good"], served.Classes.AsEnumerable());
        Assert.Contains(served.Inputs, input => input is { Name: "since", Type: "date_time" });
        Assert.Equal(["Berlin", "Lyon", "Oslo", "Porto", "Riga"], served.Inputs.Single(input => input.Name == "city").Categories.Order());
        Assert.Equal("models.not-found", (await silo.Grains.Predictor(ServedModels.Key("nobody")).DescribeAsync(null)).Refusal!.Code);
    }

    private static long Size(ModelPackage package)
    {
        using var bytes = new MemoryStream();
        package.Save(bytes);
        return bytes.Length;
    }
}
