<?php
// Prints a feed as WordPress reads it for its widgets and dashboards, by SimplePie.
$_SERVER['HTTP_HOST'] = parse_url(getenv('READ_BY'), PHP_URL_HOST);
require __DIR__ . '/wp-load.php';
require_once ABSPATH . WPINC . '/feed.php';
$feed = fetch_feed($argv[1]);
if (is_wp_error($feed)) {
    fwrite(STDERR, 'error: ' . $feed->get_error_message());
    exit(1);
}
$plain = fn($text) => html_entity_decode((string) $text, ENT_QUOTES | ENT_HTML5, 'UTF-8');
$entries = array();
foreach ($feed->get_items() as $item) {
    $pictures = array();
    foreach ($item->get_enclosures() ?: array() as $enclosure) {
        $pictures[] = $plain($enclosure->get_link());
        foreach ($enclosure->get_thumbnails() ?: array() as $thumbnail) {
            $pictures[] = $plain($thumbnail);
        }
    }
    $entries[] = array(
        'link' => $plain($item->get_permalink()),
        'title' => $plain($item->get_title()),
        'author' => $plain($item->get_author()->get_name()),
        'published' => gmdate('Y-m-d\TH:i:s+00:00', $item->get_date('U')),
        'html' => $item->get_content(),
        'pictures' => array_values(array_filter($pictures)),
    );
}
echo "\n", json_encode(array(
    'title' => $plain($feed->get_title()),
    'version' => SIMPLEPIE_VERSION,
    'entries' => $entries,
)), "\n";
