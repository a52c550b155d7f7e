import de.bwaldvogel.mongo.MongoBackend;
import de.bwaldvogel.mongo.MongoServer;
import de.bwaldvogel.mongo.MongoVersion;
import de.bwaldvogel.mongo.backend.h2.H2Backend;
import de.bwaldvogel.mongo.backend.memory.MemoryBackend;
import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.wire.message.MongoMessage;
import java.util.List;
import org.h2.mvstore.MVStore;

/** A database that speaks MongoDB's protocol: java Server PORT [FILE]; without a file it keeps all in memory. */
public class Server {
    /** Drivers of today refuse the wire version that mongo-java-server announces by itself. */
    private static class Version implements MongoVersion {
        public List<Integer> getVersionArray() {
            return List.of(5, 0, 0);
        }

        public int getWireVersion() {
            return 13;
        }
    }

    /**
     * What a command has changed is in the file before it is answered, whole: so whoever kills the server and starts it again
     * finds all that was acknowledged, as in MongoDB with its journal. By itself the store writes a second later.
     */
    private static class Durable extends H2Backend {
        Durable(String file) {
            super(new MVStore.Builder().fileName(file).autoCommitDisabled().open());
        }

        @Override
        public synchronized Document handleMessage(MongoMessage message) {
            try {
                return super.handleMessage(message);
            } finally {
                commit();
            }
        }
    }

    public static void main(String[] args) throws Exception {
        MongoBackend backend;
        if (args.length > 1) {
            Durable file = new Durable(args[1]);
            file.version(new Version());
            backend = file;
        } else {
            MemoryBackend memory = new MemoryBackend();
            memory.version(new Version());
            backend = memory;
        }
        MongoServer server = new MongoServer(backend);
        Runtime.getRuntime().addShutdownHook(new Thread(server::shutdownNow));
        server.bind("127.0.0.1", Integer.parseInt(args[0]));
        System.out.println("Database started");
        Thread.currentThread().join();
    }
}
