using Kolosal.Runtime.Activations;
using Kolosal.Runtime.Calls;
using Kolosal.Runtime.Copying;
using Kolosal.Runtime.Reminders;
using Kolosal.Runtime.Streams;
using Microsoft.Extensions.Options;
using Orleans.Configuration;

namespace Kolosal.Runtime;

/// <summary>The embedded engine: one process, no membership, no network. Whoever outgrows it builds with real Orleans.</summary>
internal sealed class Engine : IDisposable
{
    private readonly CallTimeouts _timeouts = new();
    private readonly IdleCollector _collector;
    private int _life;

    public Engine(IServiceProvider services)
    {
        Services = services;
        Time = services.GetRequiredService<TimeProvider>();
        BackgroundTime = services.GetKeyedService<TimeProvider>("Orleans.ActivationManagement") ?? Time;
        Log = services.GetRequiredService<ILoggerFactory>().CreateLogger("Kolosal.Runtime");
        Manifest = services.GetRequiredService<GrainManifest>();
        Strict = services.GetService<StrictMode>();
        Tracing = services.GetService<ActivityPropagation>() is not null;
        var messaging = services.GetRequiredService<IOptions<SiloMessagingOptions>>().Value;
        var collection = services.GetRequiredService<IOptions<GrainCollectionOptions>>().Value;
        (ResponseTimeout, ActivationTimeout, DeactivationTimeout) = (messaging.ResponseTimeout, collection.ActivationTimeout, collection.DeactivationTimeout);
        Statistics = new EngineStatistics(this);
        Directory = new ActivationDirectory(this);
        References = new ReferenceFactory(this);
        Grains = new GrainFactory(this, services);
        Filters = new CallFilters(services.GetServices<IIncomingGrainCallFilter>(), services.GetServices<IOutgoingGrainCallFilter>());
        Streams = new StreamProviders(this);
        Reminders = new ReminderService(this, services.GetService<IReminderStore>(), services.GetRequiredService<IOptions<ReminderOptions>>().Value);
        _collector = new IdleCollector(this, collection.CollectionQuantum);
    }

    private enum Life { New, Running, Stopped, Dead }

    public IServiceProvider Services { get; }
    /// <summary>The clock of grains: their timers and reminders.</summary>
    public TimeProvider Time { get; }

    /// <summary>The clock by which grains age; another only where a test plays with time.</summary>
    public TimeProvider BackgroundTime { get; }

    public ILogger Log { get; }
    public GrainManifest Manifest { get; }
    public StrictMode? Strict { get; }
    public bool Tracing { get; }
    public TimeSpan ResponseTimeout { get; }
    public TimeSpan ActivationTimeout { get; }
    public TimeSpan DeactivationTimeout { get; }
    public EngineStatistics Statistics { get; }
    public ActivationDirectory Directory { get; }
    public ReferenceFactory References { get; }
    public GrainFactory Grains { get; }
    public CallFilters Filters { get; }
    public StreamProviders Streams { get; }
    public ReminderService Reminders { get; }

    /// <summary>No new calls are taken.</summary>
    public bool IsStopped => _life >= (int)Life.Stopped;

    /// <summary>No turn runs any more, as if the process were gone.</summary>
    public bool IsDead => _life == (int)Life.Dead;

    public async Task StartAsync(CancellationToken cancel)
    {
        Manifest.Verify();
        _life = (int)Life.Running;
        await Reminders.StartAsync(cancel);
        _collector.Start();
    }

    /// <summary>Lets running calls end and every grain leave in good order, as long as the token allows.</summary>
    public async Task StopAsync(CancellationToken cancel)
    {
        if (_life != (int)Life.Running) return;
        _collector.Dispose();
        Reminders.Stop();
        Streams.Stop();
        // Grains that leave may call others, which wakes them again; three rounds see those off as well.
        for (int round = 0; round < 3; round++)
        {
            var leaving = Directory.Activations.ToArray();
            foreach (var activation in leaving) activation.Deactivate(new(DeactivationReasonCode.ShuttingDown, "The silo stops."));
            try
            {
                await Task.WhenAll(leaving.Select(activation => activation.Deactivated)).WaitAsync(cancel);
            }
            catch (OperationCanceledException)
            {
                break;
            }
        }
        _life = (int)Life.Stopped;
        _timeouts.FailAll(() => new SiloUnavailableException("The silo has stopped."));
    }

    /// <summary>Ends at once, as a crash would: nothing is deactivated, no answer is given, no turn runs.</summary>
    public void Kill()
    {
        _life = (int)Life.Dead;
        _collector.Dispose();
        Reminders.Stop();
        Streams.Stop();
        Directory.Clear();
        _timeouts.FailAll(() => new SiloUnavailableException("The silo has died; whether the call had an effect is unknown."));
    }

    public void Send(Request request) => Send(request, request.Method.ResponseTimeout ?? ResponseTimeout);

    public void Send(Request request, TimeSpan responseTimeout)
    {
        request.Context ??= RequestContext.Current;
        request.Source = RuntimeContext.Current as Activation;
        if (Tracing) request.Trace = System.Diagnostics.Activity.Current?.Context ?? default;
        if (_life != (int)Life.Running)
        {
            request.TryFail(_life == (int)Life.New ? new InvalidOperationException("The silo has not started yet.") : new SiloUnavailableException());
            return;
        }
        try
        {
            if (Strict is not null) request.CopyArguments(new CopyContext(boundary: true));
            else if (request.HasMutableArguments) request.CopyArguments(new CopyContext(boundary: false));
        }
        catch (Exception error)
        {
            request.TryFail(error);
            return;
        }
        request.ObserveCancellation();
        if (!request.OneWay && responseTimeout != Timeout.InfiniteTimeSpan) _timeouts.Add(request, responseTimeout);
        if (Strict is { ReorderUnawaitedCalls: true } strict && request.Source is null) strict.DeliverLater(request);
        else request.Reference.Deliver(request);
    }

    /// <summary>The result as the caller gets it.</summary>
    public T PassResult<T>(T result)
    {
        if ((Strict is null ? Copier<T>.Local : Copier<T>.Boundary) is not { } copy) return result;
        return copy(result, new CopyContext(Strict is not null));
    }

    /// <summary>The exception as the caller gets it.</summary>
    public Exception PassException(Exception error)
    {
        if (Strict is null) return error;
        try
        {
            return (Exception)Copiers.CopyUnknown(error, new CopyContext(boundary: true), typeof(Exception))!;
        }
        catch (Exception refused)
        {
            return refused;
        }
    }

    public void Dispose()
    {
        _collector.Dispose();
        _timeouts.Dispose();
    }
}

/// <summary>Present when calls are traced.</summary>
internal sealed class ActivityPropagation;
