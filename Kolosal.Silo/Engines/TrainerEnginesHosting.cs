using System.Reflection;
using Kolosal.Engines.LightGbm;
using Kolosal.Engines.MlNet;
using Kolosal.Engines.OnnxRuntime;
using Kolosal.Experiments;
using Kolosal.Learning;
using Kolosal.Learning.Import;
using Microsoft.ML;

namespace Kolosal.Engines;

public static class TrainerEnginesHosting
{
    /// <summary>Trainers of other libraries, offered from here on or named in the log with what they are missing, and readers of their model
    /// files.</summary>
    public static IServiceCollection AddTrainerEngines(this IServiceCollection services)
    {
        TrainerEngines.Add();
        // Records of runs name what may have computed them.
        if (Trainers.Engines.Any(engine => engine.Missing is null && engine.Trainers.Contains(LightGbmTrainer.Descriptor)))
            services.AddSingleton(new ComputingLibrary("lightgbm", LightGbmEngine.Version));
        services.AddSingleton(new ComputingLibrary("ml_net",
            typeof(MLContext).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion));
        ModelReaders.Add(MlNetPredictor.Form, MlNetPredictor.Read);
        ModelReaders.Add(OnnxRuntimePredictor.Form, OnnxRuntimePredictor.Read);
        services.AddSingleton<IForeignModelReader, MlNetReader>().AddSingleton<IForeignModelReader, OnnxRuntimeReader>();
        return services.AddHostedService<MissingEngines>();
    }
}
